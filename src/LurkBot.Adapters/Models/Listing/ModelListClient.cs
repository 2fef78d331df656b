namespace LurkBot.Models;

/// <summary>Asks providers which models they have.</summary>
/// <param name="options">Keys and addresses.</param>
/// <param name="time">The clock.</param>
internal sealed class ModelListClient(ModelOptions options, TimeProvider time)
{
    private const int LargestAnswer = 8 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>The providers that can be asked. An Ollama needs no setting; the built-in model is always there.</summary>
    public IReadOnlyList<ModelProvider> Configured =>
    [
        .. Enum.GetValues<ModelProvider>().Where(provider => provider switch
        {
            ModelProvider.Anthropic => options.AnthropicApiKey is not null || options.AnthropicBaseUrl is not null,
            ModelProvider.OpenAI => options.OpenAIApiKey is not null || options.OpenAIBaseUrl is not null,
            ModelProvider.Google => options.GoogleApiKey is not null || options.GoogleBaseUrl is not null,
            _ => true,
        }),
    ];

    /// <summary>The setting that a provider needs first.</summary>
    /// <param name="provider">The provider.</param>
    public static string VariableOf(ModelProvider provider) => provider switch
    {
        ModelProvider.Anthropic => "LURKBOT_ANTHROPIC_API_KEY",
        ModelProvider.OpenAI => "LURKBOT_OPENAI_API_KEY",
        ModelProvider.Google => "LURKBOT_GOOGLE_API_KEY",
        _ => "LURKBOT_OLLAMA_BASE_URL",
    };

    /// <summary>Where a provider is asked, without the name and password that an address may hold.</summary>
    /// <param name="provider">The provider.</param>
    public string AddressOf(ModelProvider provider) => provider == ModelProvider.Offline ? "" : Address(provider).GetComponents(
        UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');

    /// <summary>Asks a provider; what goes wrong is in the listing.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    public async Task<ProviderModels> AskAsync(ModelProvider provider, CancellationToken cancellationToken)
    {
        var listing = new ProviderModels(provider, AddressOf(provider), time.GetUtcNow(), []);
        if (provider == ModelProvider.Offline)
            return listing with { Models = [new ProviderModel(ModelNames.Offline, null)] };
        try
        {
            return listing with { Models = ModelListParser.Read(provider, options.OpenAIBaseUrl is not null, await GetAsync(provider, cancellationToken)) };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (ModelException e) when (e.Failure is not ModelFailure.Timeout)
        {
            return listing with { Problem = e.Status is 404 or 405 ? $"{listing.Address} has no list of models. Check the address in {AddressVariable(provider)}." : e.Message };
        }
        catch (FormatException)
        {
            return listing with { Problem = $"{listing.Address} answered, but with no list of models. Check {AddressVariable(provider)}." };
        }
        catch (Exception e) when (e is HttpRequestException or IOException && ConnectionFailure.Read(e, Address(provider), AddressVariable(provider), ProviderProxy.OfEnvironment.GetProxy(Address(provider))) is { } failure)
        {
            return listing with { Problem = failure.Message };
        }
        catch (Exception e) when (e is ModelException or HttpRequestException or IOException or OperationCanceledException)
        {
            return listing with { Problem = $"{listing.Address} could not be reached, or did not answer in time. Check that it runs and that {AddressVariable(provider)} is right." };
        }
    }

    private async Task<byte[]> GetAsync(ModelProvider provider, CancellationToken cancellationToken)
    {
        // A key must not follow to another address.
        using var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, Proxy = ProviderProxy.OfEnvironment };
        HttpMessageHandler handler = new ModelHttpHandler(sockets, VariableOf(provider), options.Secrets(), options.Timeout < Patience ? options.Timeout : Patience, time, hasOwnAddress: true);
        if (provider == ModelProvider.OpenAI && options.OpenAIBaseUrl is not null)
            handler = new AddressRepairHandler(handler, Address(provider), new FoundAddress(), onFound: null);
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
        var path = provider switch
        {
            ModelProvider.Anthropic => "/v1/models?limit=1000",
            ModelProvider.Ollama => "/api/tags",
            _ => "/models",
        };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address(provider).AbsoluteUri.TrimEnd('/') + path));
        if (provider == ModelProvider.Anthropic)
        {
            request.Headers.TryAddWithoutValidation("x-api-key", options.AnthropicApiKey ?? "none");
            request.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        }
        else if ((provider == ModelProvider.Google ? options.GoogleApiKey : provider == ModelProvider.OpenAI ? options.OpenAIApiKey : null) is { } key)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    private static string AddressVariable(ModelProvider provider) => provider switch
    {
        ModelProvider.Anthropic => "LURKBOT_ANTHROPIC_BASE_URL",
        ModelProvider.OpenAI => "LURKBOT_OPENAI_BASE_URL",
        ModelProvider.Google => "LURKBOT_GOOGLE_BASE_URL",
        _ => "LURKBOT_OLLAMA_BASE_URL",
    };

    private Uri Address(ModelProvider provider) => provider switch
    {
        ModelProvider.Anthropic => ModelAddresses.OfAnthropic(options.AnthropicBaseUrl) ?? ModelAddresses.Anthropic,
        ModelProvider.OpenAI => ModelAddresses.OfOpenAI(options.OpenAIBaseUrl) ?? ModelAddresses.OpenAI,
        ModelProvider.Google => ModelAddresses.OfOpenAI(options.GoogleBaseUrl) ?? ModelAddresses.Google,
        _ => ModelAddresses.OfOllama(options.OllamaBaseUrl) ?? ModelAddresses.Ollama,
    };
}
