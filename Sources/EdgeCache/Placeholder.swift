// Placeholder until EdgeCache lands.
