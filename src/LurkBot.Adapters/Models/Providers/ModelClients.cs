using System.Collections.Concurrent;
using System.Text.Json;
using LurkBot.Context;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Makes the client that a model's name asks for.</summary>
/// <param name="options">Keys and addresses.</param>
/// <param name="time">The clock.</param>
/// <param name="refusals">What models refused; null remembers it in this object only.</param>
internal sealed class ModelClients(ModelOptions options, TimeProvider time, ModelRefusals? refusals = null) : IModelClients, IDisposable
{
    /// <summary>The built-in model that needs no network.</summary>
    public const string Offline = ModelNames.Offline;

    private static readonly TimeSpan OllamaPatience = TimeSpan.FromMilliseconds(300);

    /// <summary>A plan waits for it; a server that takes longer is asked for the usual model.</summary>
    private static readonly TimeSpan ServerPatience = TimeSpan.FromSeconds(3);

    /// <summary>A provider's address may change: a connection is not used for longer than that.</summary>
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(10);

    /// <summary>So long a model of a local Ollama or a compatible server, or none, is taken as seen.</summary>
    private static readonly TimeSpan LookHolds = TimeSpan.FromMinutes(1);

    /// <summary>One for each provider, for all its clients.</summary>
    private readonly ConcurrentDictionary<string, SocketsHttpHandler> handlers = new(StringComparer.Ordinal);

    private readonly ModelRefusals refusals = refusals ?? new ModelRefusals(home: null, time);

    /// <summary>Whether the compatible server's API is behind <c>/v1</c>, though its address does not say so.</summary>
    private readonly FoundAddress openAI = new();

    private ModelSeen? ollama;
    private ModelSeen? compatible;

    /// <inheritdoc/>
    public IChatClient Create(string model, Action<string>? onNote = null) => model switch
    {
        Offline => new OfflineChatClient(),
        _ when Has(model, ModelNames.OllamaPrefix) => CreateOllama(model[ModelNames.OllamaPrefix.Length..], onNote),
        _ when Has(model, "claude-") => CreateAnthropic(model, onNote),
        _ when Has(model, "gemini-") => CreateOpenAI(model, Key(options.GoogleApiKey, options.GoogleBaseUrl, "LURKBOT_GOOGLE_API_KEY"), ModelAddresses.OfOpenAI(options.GoogleBaseUrl) ?? ModelAddresses.Google, "LURKBOT_GOOGLE_API_KEY", "", onNote),
        _ when Has(model, ModelNames.OpenAIPrefix) => CreateOpenAI(model[ModelNames.OpenAIPrefix.Length..], ModelNames.OpenAIPrefix, onNote),
        _ when options.OpenAIBaseUrl is not null || IsOpenAI(model) => CreateOpenAI(model, "", onNote),
        _ => throw new LurkBotException(
            $"No provider serves the model '{model}'. Names begin with claude-, gpt-, o1 to o9, gemini-, ollama/ or openai/, or are 'offline'; "
            + "other names need an OpenAI-compatible server in LURKBOT_OPENAI_BASE_URL."),
    };

    /// <inheritdoc/>
    public async ValueTask<ResolvedModel> ChooseDefaultAsync(ModelCatalogue catalogue, CancellationToken cancellationToken)
    {
        var (alias, why) = options switch
        {
            { AnthropicApiKey: not null } => ("sonnet", "LURKBOT_ANTHROPIC_API_KEY is set"),
            { OpenAIApiKey: not null } => ("gpt", "LURKBOT_OPENAI_API_KEY is set"),
            { GoogleApiKey: not null } => ("gemini", "LURKBOT_GOOGLE_API_KEY is set"),
            { OpenAIBaseUrl: not null } => ("gpt", "LURKBOT_OPENAI_BASE_URL is set"),
            { AnthropicBaseUrl: not null } => ("sonnet", "LURKBOT_ANTHROPIC_BASE_URL is set"),
            { GoogleBaseUrl: not null } => ("gemini", "LURKBOT_GOOGLE_BASE_URL is set"),
            _ => (null, ""),
        };
        if (alias == "gpt" && options is { OpenAIBaseUrl: not null, OpenAIApiKey: null } && await LookAtServerAsync(catalogue.Resolve(alias), cancellationToken) is { } served)
            return new ResolvedModel(served, $"a model of the server at {ErrorContext.Show(OpenAIAddress)}");
        if (alias is not null)
            return ModelResolver.Resolve(alias, why, catalogue);
        return await LookForOllamaAsync(cancellationToken) is { } name
            ? new ResolvedModel(ModelNames.OllamaPrefix + name, $"the first model of the Ollama at {OllamaAddress.Authority}")
            : new ResolvedModel(Offline, "no provider has a key, and no Ollama answers");
    }

    /// <inheritdoc/>
    public TokenCounter CounterOf(ModelProvider provider) => provider == ModelProvider.OpenAI ? OpenAITokenCounter.Instance : RatioTokenCounter.Instance;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var handler in handlers.Values)
            handler.Dispose();
    }

    private Uri OllamaAddress => ModelAddresses.OfOllama(options.OllamaBaseUrl) ?? ModelAddresses.Ollama;

    private Uri? OpenAIAddress => ModelAddresses.OfOpenAI(options.OpenAIBaseUrl);

    private static bool Has(string model, string prefix) => model.StartsWith(prefix, StringComparison.Ordinal) && model.Length > prefix.Length;

    private static bool IsOpenAI(string model) =>
        Has(model, "gpt-") || Has(model, "chatgpt-") || (model.Length > 1 && model[0] == 'o' && char.IsAsciiDigit(model[1]));

    private static string Key(string? key, Uri? address, string variable) => key ?? (address is not null
        ? "none"
        : throw new ModelException(ModelFailure.Authentication, $"This model needs a key: set {variable}, or choose another model with --model."));

    /// <summary>What every provider has outermost.</summary>
    private ChatClientBuilder Guarded(IChatClient client, string variable, ModelAddress model, Uri? address, Action<string>? onNote) => client.AsBuilder()
        .UseRequestTrimming(model, onNote)
        .UseRetries(onNote, time)
        .UseEmptyReplies(ProviderError.AddressVariable(variable), onNote)
        .UseModelErrors(ProviderError.AddressVariable(variable), address, ProviderProxy.OfEnvironment.GetProxy(new Uri(model.Address)))
        .UseMasking(options.Secrets());

    private ModelAddress AddressOf(Uri address, string model) => new(refusals, ErrorContext.Show(address).TrimEnd('/'), model);

    /// <summary>A connection of which the libraries' own time limits and retries know nothing: both are ours. A key does not follow to another address.</summary>
    /// <param name="place">Who is asked.</param>
    /// <param name="extend">Puts more around what turns refusals into failures.</param>
    private HttpClient Connect(WirePlace place, Func<HttpMessageHandler, HttpMessageHandler>? extend = null)
    {
        var sockets = handlers.GetOrAdd(place.Variable, _ => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = ConnectionLife, Proxy = ProviderProxy.OfEnvironment });
        var handler = new ModelHttpHandler(sockets, place.Variable, place.Secrets, options.Timeout, time, place.IsOwnersAddress);
        return new HttpClient(extend?.Invoke(handler) ?? handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private IChatClient CreateOllama(string model, Action<string>? onNote)
    {
        const string Variable = "LURKBOT_OLLAMA_BASE_URL";
        var place = new WirePlace("ollama", WirePlace.Join(OllamaAddress, "api", "chat"), model, Variable) { IsOwnersAddress = options.OllamaBaseUrl is not null, Secrets = options.Secrets() };
        return Guarded(new OllamaChatClient(Connect(place), place, time), Variable, AddressOf(OllamaAddress, model), OllamaAddress, onNote)
            .UseModelPrefix(ModelNames.OllamaPrefix)
            .Build();
    }

    private IChatClient CreateOpenAI(string model, string prefix, Action<string>? onNote) =>
        CreateOpenAI(model, Key(options.OpenAIApiKey, options.OpenAIBaseUrl, "LURKBOT_OPENAI_API_KEY"), OpenAIAddress, "LURKBOT_OPENAI_API_KEY", prefix, onNote);

    private IChatClient CreateOpenAI(string model, string key, Uri? address, string variable, string prefix, Action<string>? onNote)
    {
        var asked = AddressOf(address ?? ModelAddresses.OpenAI, model);
        var isCompatible = address is not null && variable == "LURKBOT_OPENAI_API_KEY";
        var place = new WirePlace("openai", WirePlace.Join(address ?? ModelAddresses.OpenAI, "chat", "completions"), model, variable)
        {
            Headers = [("Authorization", "Bearer " + key)],
            Secrets = options.Secrets(),
            IsOwnersAddress = isCompatible || (options.GoogleBaseUrl is not null && variable == "LURKBOT_GOOGLE_API_KEY"),
        };
        var http = Connect(place, handler => new RefusedFieldsHandler(isCompatible ? new AddressRepairHandler(handler, address!, openAI, onNote) : handler, asked));
        return Guarded(new OpenAIChatClient(http, place, time), variable, asked, address, onNote)
            .UseModelPrefix(prefix)
            .Build();
    }

    private IChatClient CreateAnthropic(string model, Action<string>? onNote)
    {
        const string Variable = "LURKBOT_ANTHROPIC_API_KEY";
        var key = Key(options.AnthropicApiKey, options.AnthropicBaseUrl, Variable);
        var own = ModelAddresses.OfAnthropic(options.AnthropicBaseUrl);
        var place = new WirePlace("anthropic", WirePlace.Join(own ?? ModelAddresses.Anthropic, "v1", "messages"), model, Variable)
        {
            Headers = [("x-api-key", key), ("anthropic-version", "2023-06-01")],
            IsOwnersAddress = own is not null,
            Secrets = options.Secrets(),
        };
        return Guarded(new AnthropicChatClient(Connect(place), place, time), Variable, AddressOf(own ?? ModelAddresses.Anthropic, model), own, onNote).Build();
    }

    /// <summary>Each plan of a turn asks: the answer holds for a while.</summary>
    private async ValueTask<string?> LookForOllamaAsync(CancellationToken cancellationToken)
    {
        if (ollama is { } known && time.GetElapsedTime(known.At) < LookHolds)
            return known.Model;
        var found = await FindOllamaAsync(cancellationToken);
        ollama = new(found, time.GetTimestamp());
        return found;
    }

    /// <summary>The model of a compatible server for those who named none: the usual one if it has that, else its first.</summary>
    private async ValueTask<string?> LookAtServerAsync(string usual, CancellationToken cancellationToken)
    {
        if (compatible is { } known && time.GetElapsedTime(known.At) < LookHolds)
            return known.Model;
        var names = await ListServedAsync(cancellationToken);
        var found = names.Contains(usual, StringComparer.Ordinal) ? usual : names.Find(ModelNames.CanChat) ?? names.FirstOrDefault();
        compatible = new(found, time.GetTimestamp());
        return found;
    }

    private async Task<List<string>> ListServedAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(ServerPatience);
        try
        {
            return [.. (await new ModelListClient(options, time).AskAsync(ModelProvider.OpenAI, patience.Token)).Models.Select(model => model.Name)];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }

    private async Task<string?> FindOllamaAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(OllamaPatience);
        try
        {
            if (!await LoopbackPort.MayListenAsync(OllamaAddress, patience.Token))
                return null;
            using var sockets = new SocketsHttpHandler { Proxy = ProviderProxy.OfEnvironment };
            using var http = new HttpClient(sockets);
            using var document = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(OllamaAddress.ToString().TrimEnd('/') + "/api/tags"), patience.Token));
            return document.RootElement.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()).FirstOrDefault();
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>What a look at a server saw.</summary>
    /// <param name="Model">Its model; null when none answers.</param>
    /// <param name="At">When, as the clock's timestamp.</param>
    private sealed record ModelSeen(string? Model, long At);
}
