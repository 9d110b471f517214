"""The pages for staff and the public, one folder a subject: views, forms, and the templates beside them."""
