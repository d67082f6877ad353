"""What a run proves, a module for each kind of server."""
