"""How complete and how fresh the data are."""
