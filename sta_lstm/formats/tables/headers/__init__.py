"""What stands above the rows of a table: names in one line or in several, remarks, and cells that hold lists."""
