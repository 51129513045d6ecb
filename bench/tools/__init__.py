"""What the benches share; no bench itself."""
