"""`vigil doctor`: looks at everything that Vigil needs, and says what to do."""
