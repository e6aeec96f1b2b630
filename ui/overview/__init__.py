"""Parts of the Overview that are made when there is something to show in them."""
