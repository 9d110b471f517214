"""What a shift needs on a wall and on paper: the wall screen, the shift sheet, the card for when computers are down."""
