import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import lodged.register.folding
import lodged.register.sealed
import lodged.register.vocabulary
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agency',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200, unique=True)),
                ('state', models.CharField(help_text='Postal code of the state.', max_length=2)),
                ('time_zone', models.CharField(default='America/Chicago', max_length=64)),
                ('answer_minutes', models.PositiveSmallIntegerField(default=120, help_text='A notice to ICE without an answer after so long is shown to a supervisor.')),
            ],
            options={
                'verbose_name_plural': 'agencies',
            },
        ),
        migrations.CreateModel(
            name='JournalCheckpoint',
            fields=[
                ('size', models.BigIntegerField(primary_key=True, serialize=False)),
                ('note', models.BinaryField()),
            ],
            options={
                'ordering': ['size'],
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('index', models.BigIntegerField(primary_key=True, serialize=False)),
                ('event_id', models.UUIDField(unique=True)),
                ('leaf', models.BinaryField()),
            ],
            options={
                'verbose_name_plural': 'journal entries',
                'ordering': ['index'],
            },
        ),
        migrations.CreateModel(
            name='JournalHash',
            fields=[
                ('pk', models.CompositePrimaryKey('level', 'position', blank=True, editable=False, primary_key=True, serialize=False)),
                ('level', models.SmallIntegerField()),
                ('position', models.BigIntegerField()),
                ('digest', models.BinaryField()),
            ],
            options={
                'verbose_name_plural': 'journal hashes',
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('role', models.CharField(choices=[('release_desk', 'Release desk'), ('records_supervisor', 'Records supervisor'), ('agency_administrator', 'Agency administrator'), ('state_analyst', 'State analyst'), ('counsel', 'Counsel'), ('federal_liaison', 'Federal liaison'), ('auditor', 'Auditor')], max_length=32)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='register.agency')),
            ],
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Detainer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('version', models.PositiveIntegerField(default=1)),
                ('reference', models.CharField(blank=True, help_text="The issuer's own number of it.", max_length=64)),
                ('form', models.CharField(choices=[('I-247A', 'Immigration Detainer - Notice of Action (since April 2017)'), ('I-247', 'Immigration Detainer - Notice of Action (to June 2015)'), ('I-247D', 'Request for Voluntary Action (2015-17), asked for a hold'), ('I-247N', 'Request for Voluntary Notification (2015-17), asked for notice only'), ('I-247X', 'Request for Voluntary Transfer (2015-17), for other grounds'), ('other', 'The source says that a detainer is on file, and not which form')], max_length=8)),
                ('form_version', models.CharField(blank=True, max_length=32)),
                ('issued_on', models.DateField(null=True)),
                ('issued_by', models.CharField(max_length=200)),
                ('probable_cause', models.JSONField(default=list)),
                ('resumes_custody', models.BooleanField(default=False)),
                ('document_sha256', models.CharField(blank=True, max_length=64)),
                ('received_at', models.DateTimeField()),
                ('received_by', models.CharField(blank=True, max_length=200)),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('fax', 'Fax'), ('phone', 'Telephone'), ('portal', 'A portal or data link'), ('in_person', 'By hand'), ('mail', 'Post'), ('not_stated', 'The source does not say')], max_length=16)),
                ('lacks', models.JSONField(default=list, help_text='What was missing on the paper.')),
                ('kept_only', models.BooleanField(default=False)),
                ('served_at', models.DateTimeField(null=True)),
                ('served_by', models.CharField(blank=True, max_length=200)),
                ('service_manner', models.CharField(blank=True, choices=[('in_person', 'In person'), ('inmate_mail', 'By inmate mail'), ('other', 'Otherwise, described in the note')], max_length=16)),
                ('service_language', models.CharField(blank=True, max_length=35)),
                ('refused_to_sign', models.BooleanField(default=False)),
                ('declined_at', models.DateTimeField(null=True)),
                ('decline_reason', models.CharField(blank=True, choices=[('law_forbids', 'The law here does not allow it; the decision is cited'), ('no_warrant', 'No warrant of the kind required was attached'), ('not_served', 'No copy was served on the person, so it did not take effect'), ('court_order', 'A court ordered release'), ('citizenship', 'A claim of US citizenship was open or was upheld'), ('ice_did_not_come', 'ICE was told and did not come in time'), ('policy', "The agency's written policy")], max_length=32)),
                ('no_show_at', models.DateTimeField(help_text='When ICE was not there at the release.', null=True)),
                ('no_show_officer', models.CharField(blank=True, max_length=200)),
                ('superseded_at', models.DateTimeField(null=True)),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lift_reason', models.CharField(blank=True, choices=[('booked', 'Booked into Detention'), ('case_closed', 'Case Closed'), ('died', 'Died'), ('lack_of_funds', 'Lifted - Lack of Funds'), ('lack_of_space', 'Lifted - Lack of Space'), ('lifted', 'Lifted'), ('not_deportable', 'Alien Not Subject to Deportation'), ('transferred', 'Transferred'), ('citizen_interviewed', 'United States Citizen Interviewed'), ('declined', 'Detainer Declined by LEA'), ('discretion', 'Prosecutorial Discretion'), ('early_release', 'Early Release'), ('insufficient_notice', 'Insufficient Notice to ICE'), ('no_longer_held', 'No longer in State, Local, or Federal Custody'), ('superseded', 'Superseding - New Form Issued'), ('duplicate', 'Duplicate'), ('resources', 'ICE Temporary Resource Constraint'), ('not_amenable', 'Not Amenable to Removal'), ('citizenship_claim', 'USC or Presumptive Claim to US Citizenship'), ('judicial_review', 'Judicial Review'), ('not_stated', 'The issuer gave no reason')], max_length=32)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='detainers', to='register.agency')),
                ('supersedes', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='register.detainer')),
            ],
        ),
        migrations.CreateModel(
            name='DecisionRecord',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('decided_at', models.DateTimeField()),
                ('relied_on_for', models.CharField(choices=[('hold', 'Keeping the person past entitlement to release'), ('hand_over', 'Handing the person over at release'), ('notify', 'Telling ICE of the release'), ('decline', 'Declining what the detainer asks'), ('release', 'Releasing the person')], max_length=16)),
                ('rulebook_sha256', models.CharField(max_length=64)),
                ('decision', models.JSONField(help_text="Empty once the person's data were expunged.", null=True)),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('detainer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='register.detainer')),
            ],
        ),
        migrations.CreateModel(
            name='Dispatch',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('notice', models.UUIDField(unique=True)),
                ('queued_role', models.CharField(choices=[('release_desk', 'Release desk'), ('records_supervisor', 'Records supervisor'), ('agency_administrator', 'Agency administrator'), ('state_analyst', 'State analyst'), ('counsel', 'Counsel'), ('federal_liaison', 'Federal liaison'), ('auditor', 'Auditor')], help_text='The role of who queued it, when they did; every attempt is recorded in it.', max_length=32)),
                ('queued_at', models.DateTimeField()),
                ('sent_to', models.CharField(max_length=200)),
                ('release_at', models.DateTimeField()),
                ('message_id', models.CharField(max_length=200)),
                ('letter', lodged.register.sealed.SealedBytesField(null=True, purpose='letter')),
                ('letter_sha256', models.CharField(max_length=64)),
                ('state', models.CharField(choices=[('queued', 'Waiting for its next attempt'), ('sending', 'Being sent now'), ('held', 'Waiting for a person to decide; nothing is sent'), ('delivered', 'Taken by the mail server'), ('failed', 'Given up; give the notice another way'), ('withdrawn', 'Stopped by a person')], default='queued', max_length=16)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_attempt_at', models.DateTimeField(null=True)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('possible_repeat', models.BooleanField(default=False, help_text='An earlier attempt may have arrived although nothing says so.')),
                ('last_error', models.TextField(blank=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('detainer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='register.detainer')),
                ('queued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'dispatches',
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64)),
                ('media_type', models.CharField(max_length=32)),
                ('pages', models.PositiveSmallIntegerField(default=1)),
                ('size', models.PositiveIntegerField(help_text='Bytes of the file as it came.')),
                ('content', lodged.register.sealed.SealedBytesField(purpose='document')),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('index', models.BigIntegerField(help_text='Its place in the journal, from 0.', primary_key=True, serialize=False)),
                ('id', models.UUIDField(unique=True)),
                ('name', models.CharField(max_length=64)),
                ('person_id', models.UUIDField(db_index=True, null=True)),
                ('stay_id', models.UUIDField(db_index=True, null=True)),
                ('detainer_id', models.UUIDField(db_index=True, null=True)),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField(db_index=True)),
                ('program', models.CharField(blank=True, choices=[('outbox', 'The outbox, which sends notices by e-mail'), ('load', 'The load of a file, which takes its rows into the record'), ('api', "A jail's own system, by the API")], help_text='What acted for the actor; empty where the actor did it by hand.', max_length=16)),
                ('payload', lodged.register.sealed.SealedPayloadField(help_text='Canonical JSON (RFC 8785), as committed to; sealed in its column.', null=True)),
                ('salt', models.BinaryField(null=True)),
                ('expunged_by', models.UUIDField(null=True)),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
            ],
            options={
                'ordering': ['index'],
            },
        ),
        migrations.CreateModel(
            name='Facility',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=200)),
                ('code', models.CharField(blank=True, help_text='The federal detention facility code.', max_length=32)),
                ('kind', models.CharField(choices=[('county_jail', 'County jail'), ('state_prison', 'State correctional facility'), ('lockup', 'Police lock-up'), ('hospital', 'Secure hospital'), ('juvenile', 'Juvenile facility'), ('federal', 'Federal facility (Bureau of Prisons, US Marshals, ICE)')], max_length=32)),
                ('county', models.CharField(blank=True, help_text='Without the word County.', max_length=64)),
                ('city', models.CharField(blank=True, max_length=64)),
                ('time_zone', models.CharField(blank=True, help_text="Where it differs from its agency's.", max_length=64)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facilities', to='register.agency')),
            ],
            options={
                'verbose_name_plural': 'facilities',
            },
        ),
        migrations.CreateModel(
            name='FacilityReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('counted_at', models.DateTimeField()),
                ('held', models.PositiveIntegerField()),
                ('with_detainer', models.PositiveIntegerField()),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='returns', to='register.facility')),
            ],
            options={
                'ordering': ['counted_at', 'recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='JournalFrontier',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('size', models.BigIntegerField(default=0)),
                ('nodes', models.BinaryField(default=b'')),
                ('recorded_at', models.DateTimeField(help_text='Of the newest entry; recorded time never goes back.', null=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='one_frontier')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('due_at', models.DateTimeField(help_text='When it is to be given by, where it was planned.', null=True)),
                ('given_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('recorded_at', models.DateTimeField()),
                ('channel', models.CharField(blank=True, choices=[('email', 'E-mail'), ('fax', 'Fax'), ('phone', 'Telephone'), ('portal', 'A portal or data link'), ('in_person', 'By hand'), ('mail', 'Post'), ('not_stated', 'The source does not say')], max_length=16)),
                ('sent_to', models.CharField(blank=True, max_length=200)),
                ('given_by', models.CharField(blank=True, max_length=200)),
                ('delivered', models.BooleanField(default=False)),
                ('release_at', models.DateTimeField()),
                ('detail', models.CharField(blank=True, help_text='What was said to the newest attempt.', max_length=500)),
                ('answer', models.CharField(blank=True, choices=[('coming', 'Coming to take custody'), ('not_coming', 'Not coming'), ('no_reply', 'No reply within the time the notice named')], max_length=16)),
                ('answered_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('detainer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='register.detainer')),
            ],
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('wanted', models.CharField(choices=[('hold', 'Keep the person past entitlement to release'), ('hand_over', 'Hand the person over to ICE at release')], max_length=16)),
                ('authority', models.TextField()),
                ('reason', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('ruled_at', models.DateTimeField(null=True)),
                ('confirmed', models.BooleanField(null=True)),
                ('ruling_reason', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('detainer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='register.detainer')),
                ('ruled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('began_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='register.decisionrecord')),
                ('detainer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='register.detainer')),
                ('override', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='register.override')),
            ],
        ),
        migrations.CreateModel(
            name='PairRuling',
            fields=[
                ('id', models.UUIDField(editable=False, help_text="The event's.", primary_key=True, serialize=False)),
                ('detainer_id', models.CharField(max_length=200)),
                ('facility_name', models.CharField(max_length=200)),
                ('booking_id', models.CharField(max_length=200)),
                ('decision', models.CharField(choices=[('same', 'One and the same person'), ('different', 'Two different people'), ('unsure', "It can't be told from these records")], max_length=16)),
                ('settles', models.BooleanField()),
                ('reason', models.TextField()),
                ('evidence', models.TextField()),
                ('seen', models.CharField(max_length=64)),
                ('ruled_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('ruled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['recorded_at'],
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('person', models.UUIDField()),
                ('received_at', models.DateTimeField()),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('fax', 'Fax'), ('phone', 'Telephone'), ('portal', 'A portal or data link'), ('in_person', 'By hand'), ('mail', 'Post'), ('not_stated', 'The source does not say')], max_length=16)),
                ('document_sha256', models.CharField(blank=True, max_length=64)),
                ('said', lodged.register.sealed.SealedBytesField(null=True, purpose='paper')),
                ('outcome', models.CharField(choices=[('waiting', 'Received, and nobody has decided on it yet'), ('lodged', 'Recorded as a detainer'), ('kept', 'Kept and not honored; the least record was made'), ('returned', 'Returned to the sender')], default='waiting', max_length=16)),
                ('settled_at', models.DateTimeField(help_text='When its outcome was recorded.', null=True)),
                ('return_reason', models.CharField(blank=True, choices=[('not_held', "The person it names is not in this facility's custody"), ('wrong_facility', 'It is addressed to another facility or agency'), ('wrong_person', 'Its particulars are not those of the person held here under that name'), ('duplicate', 'It is a copy of one that is recorded already'), ('unreadable', "It can't be read"), ('not_a_detainer', 'It is not a detainer')], max_length=16)),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('detainer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='register.detainer')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.facility')),
                ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='register.agency')),
            ],
            options={
                'verbose_name_plural': 'people',
            },
        ),
        migrations.CreateModel(
            name='BirthDate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('desk', 'Entered by staff'), ('roster', "A facility's roster or custody file"), ('federal_list', 'A list from the federal agency'), ('form', 'A detainer or the papers with it'), ('person', "The person's own words"), ('court', "A court's record")], max_length=16)),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('value', models.DateField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='birth_dates', to='register.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PersonIdentifier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('desk', 'Entered by staff'), ('roster', "A facility's roster or custody file"), ('federal_list', 'A list from the federal agency'), ('form', 'A detainer or the papers with it'), ('person', "The person's own words"), ('court', "A court's record")], max_length=16)),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('a_number', 'A-number, given by the Department of Homeland Security'), ('fbi_number', 'FBI number (universal control number)'), ('state_id', 'State identification number'), ('subject_id', 'Subject ID on a detainer'), ('local_id', "The custodian's own permanent number for the person")], max_length=16)),
                ('value', lodged.register.sealed.SealedTextField()),
                ('lookup', lodged.register.sealed.LookupField(editable=False, help_text='Keyed hash of kind and value.', max_length=64)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identifiers', to='register.person')),
            ],
        ),
        migrations.CreateModel(
            name='PersonName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('desk', 'Entered by staff'), ('roster', "A facility's roster or custody file"), ('federal_list', 'A list from the federal agency'), ('form', 'A detainer or the papers with it'), ('person', "The person's own words"), ('court', "A court's record")], max_length=16)),
                ('occurred_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('booked', 'The name under which the person was booked'), ('alias', 'Another name the person uses or used'), ('as_on_form', 'The name as it stands on a detainer')], max_length=16)),
                ('last', models.CharField(max_length=200)),
                ('first', models.CharField(blank=True, max_length=200)),
                ('middle', models.CharField(blank=True, max_length=200)),
                ('folded', lodged.register.folding.FoldedNameField(editable=False, help_text='All of it, as a search compares it.', max_length=620)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='names', to='register.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RetentionHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300)),
                ('placed_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='register.person')),
                ('placed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('person_file', "A person's file, after the end of the last stay"), ('reconciliation', 'Files and result of a reconciliation, after it was asked for')], max_length=32)),
                ('keep_days', models.PositiveIntegerField(help_text='Days after what the kind names.')),
                ('authority', models.CharField(help_text='The schedule or law it rests on.', max_length=300)),
                ('set_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='retention_rules', to='register.agency')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['set_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Disposal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subjects', models.JSONField(help_text='Identifiers of the people or reconciliations.')),
                ('proposed_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disposals', to='register.agency')),
                ('applied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disposals', to='register.retentionrule')),
            ],
            options={
                'ordering': ['proposed_at'],
            },
        ),
        migrations.CreateModel(
            name='SavedMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pairs', models.JSONField(default=dict, help_text='Their column to ours.')),
                ('agency', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mapping', to='register.agency')),
            ],
        ),
        migrations.CreateModel(
            name='Sharing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='register.agency')),
                ('reader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reads', to='register.agency')),
            ],
        ),
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('booking_number', models.CharField(max_length=64)),
                ('basis', models.CharField(choices=[('charge', 'A pending criminal charge'), ('sentence', 'A sentence being served'), ('violation', 'An alleged violation of probation or supervised release'), ('court_order', 'Another order of a court'), ('other_agency', 'Held for another state or county'), ('federal_contract', 'Held for a federal agency under contract'), ('other', 'Another basis, described in the note'), ('not_stated', 'The source does not say')], max_length=32)),
                ('version', models.PositiveIntegerField(default=1)),
                ('booked_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('moved_at', models.DateTimeField(null=True)),
                ('planned_for', models.DateTimeField(null=True)),
                ('prepared_at', models.DateTimeField(null=True)),
                ('entitled_at', models.DateTimeField(null=True)),
                ('entitlement', models.CharField(blank=True, choices=[('bail', 'Bail was posted or bond was given'), ('sentence_end', 'The sentence ended'), ('court_order', 'A court ordered release'), ('dismissal', 'The charges were dismissed or not filed in time'), ('supervised_release', 'The person passes to supervised release')], max_length=32)),
                ('departed_at', models.DateTimeField(null=True)),
                ('departure', models.CharField(blank=True, choices=[('released', 'Released from custody'), ('transferred_to_ice', 'Transferred to ICE custody'), ('transferred_to_agency', 'Transferred to another agency'), ('died', 'Died in custody'), ('other', 'Ended otherwise, for example by escape'), ('not_stated', 'The source says that it ended, and not how')], max_length=32)),
                ('commitment_told_at', models.DateTimeField(null=True)),
                ('delay_reason', models.CharField(blank=True, choices=[('papers', "Papers or a court's order came late"), ('identity', 'Identity or the booking had to be checked'), ('other_hold', "Another agency's hold or warrant had to be cleared"), ('medical', 'Medical care, or a safe discharge'), ('transport', "Transport or a safe way home, at the person's wish"), ('staffing', 'Staff not available'), ('system', 'A computer system was down'), ('waited_for_ice', 'Staff waited for ICE'), ('other', 'Another reason, described in the note')], max_length=16)),
                ('delay_note', models.TextField(blank=True)),
                ('claim', models.CharField(choices=[('none', 'none'), ('open', 'open'), ('upheld', 'upheld'), ('not shown', 'not shown'), ('withdrawn', 'withdrawn')], max_length=16)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='register.agency')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='register.facility')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stays', to='register.person')),
            ],
        ),
        migrations.CreateModel(
            name='StatedFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=64)),
                ('value', models.JSONField(help_text='Empty where an earlier statement was taken back.', null=True)),
                ('source', models.CharField(choices=[('desk', 'Entered by staff'), ('roster', "A facility's roster or custody file"), ('federal_list', 'A list from the federal agency'), ('form', 'A detainer or the papers with it'), ('person', "The person's own words"), ('court', "A court's record")], max_length=16)),
                ('seen', models.CharField(max_length=300)),
                ('stated_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stated_facts', to='register.stay')),
            ],
        ),
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handed_over_at', models.DateTimeField()),
                ('releasing_officer', models.CharField(max_length=200)),
                ('receiving_officer', models.CharField(max_length=200)),
                ('identity_checked', models.BooleanField()),
                ('property_receipt', models.CharField(blank=True, max_length=200)),
                ('property_items', models.JSONField(default=list)),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('detainer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='register.detainer')),
                ('override', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='register.override')),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='register.stay')),
            ],
        ),
        migrations.CreateModel(
            name='DetainerSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('detainer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spans', to='register.detainer')),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='detainer_spans', to='register.stay')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='detainer',
            name='stay',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='detainers', to='register.stay'),
        ),
        migrations.CreateModel(
            name='CustodySpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('facility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spans', to='register.facility')),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='spans', to='register.stay')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CitizenshipClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claimed_at', models.DateTimeField()),
                ('claimed_by', models.CharField(max_length=200)),
                ('words', models.TextField(blank=True)),
                ('ruled_at', models.DateTimeField(null=True)),
                ('ruling', models.CharField(blank=True, choices=[('citizen', 'The evidence shows, or makes probable, that the person is a US citizen'), ('not_shown', 'The evidence was examined and does not support the claim')], max_length=16)),
                ('ruled_by', models.CharField(blank=True, max_length=200)),
                ('evidence', models.TextField(blank=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawal_reason', models.TextField(blank=True)),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('stay', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='register.stay')),
            ],
        ),
        migrations.CreateModel(
            name='Warrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('I-200', 'Warrant for Arrest (administrative, signed by an immigration officer)'), ('I-205', 'Warrant of Removal (administrative, signed by an immigration officer)'), ('judicial', 'Warrant or order signed by a judge or magistrate')], max_length=16)),
                ('signed_by', models.CharField(max_length=200)),
                ('signed_on', models.DateField(null=True)),
                ('document_sha256', models.CharField(blank=True, max_length=64)),
                ('attached_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.agency')),
                ('detainer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='warrants', to='register.detainer')),
            ],
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['release_desk', 'records_supervisor', 'agency_administrator', 'state_analyst', 'counsel', 'federal_liaison', 'auditor'])), name='user_role_is_known'),
        ),
        migrations.AddIndex(
            model_name='dispatch',
            index=models.Index(condition=models.Q(('state__in', ('queued', 'sending', 'held'))), fields=['next_attempt_at'], name='dispatches_due'),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('done_at__isnull', True), ('state__in', ('queued', 'sending', 'held'))), models.Q(models.Q(('state__in', ('queued', 'sending', 'held')), _negated=True), ('done_at__isnull', False)), _connector='OR'), name='a_finished_dispatch_says_when'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.UniqueConstraint(fields=('agency', 'sha256'), name='a_file_once_an_agency'),
        ),
        migrations.AddConstraint(
            model_name='facility',
            constraint=models.UniqueConstraint(fields=('agency', 'name'), name='facility_once_an_agency'),
        ),
        migrations.AddConstraint(
            model_name='facilityreturn',
            constraint=models.CheckConstraint(condition=models.Q(('with_detainer__lte', models.F('held'))), name='no_more_detainers_than_held'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('due_at__isnull', False), ('given_at__isnull', False), _connector='OR'), name='notice_is_planned_or_given'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True)), models.Q(('answer__in', [lodged.register.vocabulary.Answer['COMING'], lodged.register.vocabulary.Answer['NOT_COMING'], lodged.register.vocabulary.Answer['NO_REPLY']]), ('answered_at__isnull', False)), _connector='OR'), name='answer_has_time_and_words_or_neither'),
        ),
        migrations.AddConstraint(
            model_name='override',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('confirmed__isnull', True), ('ruled_at__isnull', True), ('ruled_by__isnull', True)), models.Q(('confirmed__isnull', False), ('ruled_at__isnull', False), ('ruled_by__isnull', False)), _connector='OR'), name='an_override_is_ruled_on_whole_or_not'),
        ),
        migrations.AddConstraint(
            model_name='override',
            constraint=models.CheckConstraint(condition=models.Q(('ruled_by__isnull', True), models.Q(('ruled_by', models.F('asked_by')), _negated=True), _connector='OR'), name='an_override_is_ruled_on_by_another'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('began_at'))), name='a_hold_ends_after_it_begins'),
        ),
        migrations.AddIndex(
            model_name='pairruling',
            index=models.Index(fields=['agency', 'detainer_id'], name='rulings_of_a_detainer'),
        ),
        migrations.AddConstraint(
            model_name='pairruling',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='a_ruling_on_a_pair_has_a_reason'),
        ),
        migrations.AddIndex(
            model_name='paper',
            index=models.Index(condition=models.Q(('outcome', 'waiting')), fields=['agency', 'received_at'], name='papers_waiting'),
        ),
        migrations.AddIndex(
            model_name='paper',
            index=models.Index(fields=['agency', 'document_sha256'], name='papers_by_document'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'waiting'), ('settled_at__isnull', True)), models.Q(models.Q(('outcome', 'waiting'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='a_settled_paper_says_when'),
        ),
        migrations.AddConstraint(
            model_name='paper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'returned'), ('return_reason__in', [lodged.register.vocabulary.ReturnReason['NOT_HELD'], lodged.register.vocabulary.ReturnReason['WRONG_FACILITY'], lodged.register.vocabulary.ReturnReason['WRONG_PERSON'], lodged.register.vocabulary.ReturnReason['DUPLICATE'], lodged.register.vocabulary.ReturnReason['UNREADABLE'], lodged.register.vocabulary.ReturnReason['NOT_A_DETAINER']])), models.Q(models.Q(('outcome', 'returned'), _negated=True), ('return_reason', '')), _connector='OR'), name='a_returned_paper_says_why'),
        ),
        migrations.AddIndex(
            model_name='personidentifier',
            index=models.Index(fields=['lookup'], name='identifier_by_lookup'),
        ),
        migrations.AddConstraint(
            model_name='retentionhold',
            constraint=models.UniqueConstraint(condition=models.Q(('released_at__isnull', True)), fields=('person',), name='one_open_hold_a_person'),
        ),
        migrations.AddConstraint(
            model_name='retentionhold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('released_at__isnull', True), ('released_by__isnull', True)), models.Q(('released_at__isnull', False), ('released_by__isnull', False)), _connector='OR'), name='a_release_of_a_hold_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(('applied_by__isnull', True), models.Q(('applied_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='a_disposal_takes_two_people'),
        ),
        migrations.AddConstraint(
            model_name='disposal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('applied_at__isnull', True), ('applied_by__isnull', True)), models.Q(('applied_at__isnull', False), ('applied_by__isnull', False)), _connector='OR'), name='an_applied_disposal_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='sharing',
            constraint=models.CheckConstraint(condition=models.Q(('agency', models.F('reader')), _negated=True), name='sharing_is_with_another_agency'),
        ),
        migrations.AddConstraint(
            model_name='sharing',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gt', models.F('since')), _connector='OR'), name='sharing_ends_after_it_begins'),
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(condition=models.Q(('departed_at__isnull', True)), fields=['agency', 'planned_for'], name='held'),
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(django.db.models.functions.comparison.Coalesce('entitled_at', 'planned_for'), models.F('id'), condition=models.Q(('departed_at__isnull', True)), name='held_by_coming_release'),
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(condition=models.Q(('entitled_at__isnull', False)), fields=['entitled_at'], name='stay_by_entitlement'),
        ),
        migrations.AddIndex(
            model_name='stay',
            index=models.Index(condition=models.Q(('departed_at__isnull', False)), fields=['departed_at'], name='stay_by_departure'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.UniqueConstraint(fields=('agency', 'booking_number'), name='booking_number_once_an_agency'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('departed_at__isnull', True), ('departure', '')), models.Q(('departed_at__isnull', False), ('departure__in', [lodged.register.vocabulary.DepartureReason['RELEASED'], lodged.register.vocabulary.DepartureReason['TRANSFERRED_TO_ICE'], lodged.register.vocabulary.DepartureReason['TRANSFERRED_TO_AGENCY'], lodged.register.vocabulary.DepartureReason['DIED'], lodged.register.vocabulary.DepartureReason['OTHER'], lodged.register.vocabulary.DepartureReason['NOT_STATED']])), _connector='OR'), name='departure_has_time_and_reason_or_neither'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entitled_at__isnull', True), ('entitlement', '')), models.Q(('entitled_at__isnull', False), ('entitlement__in', [lodged.register.vocabulary.EntitlementBasis['BAIL'], lodged.register.vocabulary.EntitlementBasis['SENTENCE_END'], lodged.register.vocabulary.EntitlementBasis['COURT_ORDER'], lodged.register.vocabulary.EntitlementBasis['DISMISSAL'], lodged.register.vocabulary.EntitlementBasis['SUPERVISED_RELEASE']])), _connector='OR'), name='entitlement_has_minute_and_basis_or_neither'),
        ),
        migrations.AddIndex(
            model_name='detainerspan',
            index=models.Index(fields=['ended_at', 'began_at'], name='detainerspan_as_of'),
        ),
        migrations.AddIndex(
            model_name='detainerspan',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['began_at'], name='detainerspan_open'),
        ),
        migrations.AddConstraint(
            model_name='detainerspan',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='detainerspan_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='detainerspan',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='detainerspan_is_superseded_after_it_is_recorded'),
        ),
        migrations.AddIndex(
            model_name='detainer',
            index=models.Index(condition=models.Q(('reference', ''), _negated=True), fields=['agency', 'reference'], name='by_reference'),
        ),
        migrations.AddConstraint(
            model_name='detainer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lift_reason', ''), ('lifted_at__isnull', True)), models.Q(('lift_reason__in', [lodged.register.vocabulary.LiftReason['BOOKED'], lodged.register.vocabulary.LiftReason['CASE_CLOSED'], lodged.register.vocabulary.LiftReason['DIED'], lodged.register.vocabulary.LiftReason['LACK_OF_FUNDS'], lodged.register.vocabulary.LiftReason['LACK_OF_SPACE'], lodged.register.vocabulary.LiftReason['LIFTED'], lodged.register.vocabulary.LiftReason['NOT_DEPORTABLE'], lodged.register.vocabulary.LiftReason['TRANSFERRED'], lodged.register.vocabulary.LiftReason['CITIZEN_INTERVIEWED'], lodged.register.vocabulary.LiftReason['DECLINED'], lodged.register.vocabulary.LiftReason['DISCRETION'], lodged.register.vocabulary.LiftReason['EARLY_RELEASE'], lodged.register.vocabulary.LiftReason['INSUFFICIENT_NOTICE'], lodged.register.vocabulary.LiftReason['NO_LONGER_HELD'], lodged.register.vocabulary.LiftReason['SUPERSEDED'], lodged.register.vocabulary.LiftReason['DUPLICATE'], lodged.register.vocabulary.LiftReason['RESOURCES'], lodged.register.vocabulary.LiftReason['NOT_AMENABLE'], lodged.register.vocabulary.LiftReason['CITIZENSHIP_CLAIM'], lodged.register.vocabulary.LiftReason['JUDICIAL_REVIEW'], lodged.register.vocabulary.LiftReason['NOT_STATED']]), ('lifted_at__isnull', False)), _connector='OR'), name='lifting_has_time_and_reason_or_neither'),
        ),
        migrations.AddConstraint(
            model_name='detainer',
            constraint=models.CheckConstraint(condition=models.Q(('declined_at__isnull', True), ('decline_reason__in', [lodged.register.vocabulary.DeclineReason['LAW_FORBIDS'], lodged.register.vocabulary.DeclineReason['NO_WARRANT'], lodged.register.vocabulary.DeclineReason['NOT_SERVED'], lodged.register.vocabulary.DeclineReason['COURT_ORDER'], lodged.register.vocabulary.DeclineReason['CITIZENSHIP'], lodged.register.vocabulary.DeclineReason['ICE_DID_NOT_COME'], lodged.register.vocabulary.DeclineReason['POLICY']]), _connector='OR'), name='declining_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='detainer',
            constraint=models.CheckConstraint(condition=models.Q(('kept_only', False), ('decline_reason__in', [lodged.register.vocabulary.DeclineReason['LAW_FORBIDS'], lodged.register.vocabulary.DeclineReason['NO_WARRANT'], lodged.register.vocabulary.DeclineReason['NOT_SERVED'], lodged.register.vocabulary.DeclineReason['COURT_ORDER'], lodged.register.vocabulary.DeclineReason['CITIZENSHIP'], lodged.register.vocabulary.DeclineReason['ICE_DID_NOT_COME'], lodged.register.vocabulary.DeclineReason['POLICY']]), _connector='OR'), name='keeping_without_honouring_has_a_reason'),
        ),
        migrations.AddIndex(
            model_name='custodyspan',
            index=models.Index(fields=['ended_at', 'began_at'], name='custodyspan_as_of'),
        ),
        migrations.AddIndex(
            model_name='custodyspan',
            index=models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['began_at'], name='custodyspan_open'),
        ),
        migrations.AddConstraint(
            model_name='custodyspan',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='custodyspan_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='custodyspan',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_at__isnull', True), ('superseded_at__gte', models.F('recorded_at')), _connector='OR'), name='custodyspan_is_superseded_after_it_is_recorded'),
        ),
        migrations.AddConstraint(
            model_name='custodyspan',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('superseded_at__isnull', True)), fields=('stay',), name='one_place_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='citizenshipclaim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ruled_at__isnull', True), ('ruling', '')), models.Q(('ruled_at__isnull', False), ('ruling__in', [lodged.register.vocabulary.Ruling['CITIZEN'], lodged.register.vocabulary.Ruling['NOT_SHOWN']]), models.Q(('ruled_by', ''), _negated=True), models.Q(('evidence', ''), _negated=True)), _connector='OR'), name='a_ruling_has_a_name_and_evidence'),
        ),
        migrations.AddConstraint(
            model_name='citizenshipclaim',
            constraint=models.UniqueConstraint(condition=models.Q(('ruled_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('stay',), name='one_open_claim_a_stay'),
        ),
        migrations.AddConstraint(
            model_name='citizenshipclaim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_reason', ''), ('withdrawn_at__isnull', True)), models.Q(('ruled_at__isnull', True), ('withdrawn_at__isnull', False), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='a_claim_is_withdrawn_with_a_reason'),
        ),
    ]
