"""What all features of the API share: ids, paging, enums, scalars and errors."""
