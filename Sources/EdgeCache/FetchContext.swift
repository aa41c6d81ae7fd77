struct FetchContext {}
