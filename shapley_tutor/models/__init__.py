"""Small networks with numpy in and out; all but ``patches`` and ``standardize`` need PyTorch."""
