"""One verb function a wish: from the asker and the portfolio to an outcome."""
