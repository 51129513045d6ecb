"""Pure rules of places: datum, codes, numbering, the map without gaps. Values in, values out."""
