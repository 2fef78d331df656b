using System.Text.RegularExpressions;

namespace LurkBot.Models;

/// <summary>Finds the API of a compatible server whose address was set without the <c>/v1</c> at its end.</summary>
/// <param name="inner">Sends, and throws <see cref="ModelException"/> for each refusal.</param>
/// <param name="address">The address that is set.</param>
/// <param name="found">Where it was found, for all clients.</param>
/// <param name="onFound">Told the right address when it is found.</param>
internal sealed partial class AddressRepairHandler(HttpMessageHandler inner, Uri address, FoundAddress found, Action<string>? onFound) : DelegatingHandler(inner)
{
    private readonly string prefix = address.AbsolutePath.TrimEnd('/');

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } asked || Version().IsMatch(prefix) || !asked.AbsolutePath.StartsWith(prefix + "/", StringComparison.Ordinal))
            return await base.SendAsync(request, cancellationToken);
        var behind = new UriBuilder(asked) { Path = prefix + "/v1" + asked.AbsolutePath[prefix.Length..] }.Uri;
        if (found.IsBehindV1)
        {
            request.RequestUri = behind;
            return await base.SendAsync(request, cancellationToken);
        }

        if (request.Content is { } content)
            await content.LoadIntoBufferAsync(cancellationToken);
        ModelException refusal;
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (ModelException e) when (e.Status is 404 or 405 && e.Failure == ModelFailure.Unknown)
        {
            refusal = e;
        }

        try
        {
            request.RequestUri = behind;
            var response = await base.SendAsync(request, cancellationToken);
            Found();
            return response;
        }
        catch (ModelException e) when (e.Status is 400 or 401 or 403 or 422 or 429 || e.Failure is ModelFailure.UnknownModel or ModelFailure.InvalidRequest)
        {
            // There is an API, which says something else.
            Found();
            throw;
        }
        catch (ModelException)
        {
            throw refusal;
        }
    }

    private void Found()
    {
        found.IsBehindV1 = true;
        onFound?.Invoke($"The server answers at {ErrorContext.Show(address).TrimEnd('/')}/v1: put that into LURKBOT_OPENAI_BASE_URL.");
    }

    [GeneratedRegex(@"/v\d\w*(/|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
