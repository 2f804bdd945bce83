"""What views of a network in training cost, and how soon they answer."""
