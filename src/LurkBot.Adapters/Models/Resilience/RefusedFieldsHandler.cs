namespace LurkBot.Models;

/// <summary>
/// Asks once more without a field of the request's JSON that a compatible server does not know, or with the other name of the limit of tokens.
/// What it left out is remembered when the server then answers.
/// </summary>
/// <param name="inner">Sends, and throws <see cref="ModelException"/> for each refusal.</param>
/// <param name="model">The model that is asked.</param>
internal sealed class RefusedFieldsHandler(HttpMessageHandler inner, ModelAddress model) : DelegatingHandler(inner)
{
    private const int MostRefusals = 6;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method != HttpMethod.Post || request.Content is not { } content)
            return await base.SendAsync(request, cancellationToken);
        await content.LoadIntoBufferAsync(cancellationToken);
        var known = model.Refused.Where(part => part.StartsWith(RefusedFields.Prefix, StringComparison.Ordinal)).Select(part => part[RefusedFields.Prefix.Length..]).ToHashSet(StringComparer.Ordinal);
        var (body, fields) = known.Count == 0 ? (null, null) : await ReadAsync(content, known, cancellationToken);
        for (var refusals = 0; ; refusals++)
        {
            try
            {
                if (fields is not null)
                    request.Content = Replace(content, fields.Apply(body));
                var response = await base.SendAsync(request, cancellationToken);
                if (fields is not null)
                    model.Learn([.. fields.Learned.Select(field => RefusedFields.Prefix + field)], [.. fields.Welcome.Select(field => RefusedFields.Prefix + field)]);
                return response;
            }
            catch (ModelException e) when (refusals < MostRefusals && e.Status is 400 or 404 or 405 or 422 or 501 && e.Failure is not ModelFailure.ContextOverflow)
            {
                if (fields is null)
                    (body, fields) = await ReadAsync(content, known, cancellationToken);
                if (!fields.Refuse(e.Answer))
                    throw;
            }
        }
    }

    private static async Task<(byte[] Body, RefusedFields Fields)> ReadAsync(HttpContent content, HashSet<string> known, CancellationToken cancellationToken)
    {
        var body = await content.ReadAsByteArrayAsync(cancellationToken);
        return (body, new RefusedFields(body, known));
    }

    private static ByteArrayContent Replace(HttpContent content, byte[] body)
    {
        var replaced = new ByteArrayContent(body);
        foreach (var header in content.Headers)
        {
            if (!string.Equals(header.Key, "Content-Length", StringComparison.OrdinalIgnoreCase))
                replaced.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }

        return replaced;
    }
}
