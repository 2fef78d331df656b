using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using System.Text.Json;
using Anthropic;
using LurkBot.Context;
using Microsoft.Extensions.AI;
using OllamaSharp;
using OpenAI;

namespace LurkBot.Models;

/// <summary>Makes the client that a model's name asks for.</summary>
/// <param name="options">Keys and addresses.</param>
/// <param name="time">The clock.</param>
public sealed class ModelClients(ModelOptions options, TimeProvider time) : IModelClients, IDisposable
{
    /// <summary>The built-in model that needs no network.</summary>
    public const string Offline = ModelNames.Offline;

    private static readonly TimeSpan OllamaPatience = TimeSpan.FromMilliseconds(300);

    /// <summary>A provider's address may change: a connection is not used for longer than that.</summary>
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(10);

    /// <summary>So long a model of a local Ollama, or none, is taken as seen.</summary>
    private static readonly TimeSpan OllamaHolds = TimeSpan.FromMinutes(1);

    /// <summary>One for each provider, for all its clients.</summary>
    private readonly ConcurrentDictionary<string, SocketsHttpHandler> handlers = new(StringComparer.Ordinal);

    private OllamaSeen? ollama;

    /// <inheritdoc/>
    public IChatClient Create(string model, Action<string>? onNote = null) => model switch
    {
        Offline => new OfflineChatClient(),
        _ when Has(model, ModelNames.OllamaPrefix) => CreateOllama(model[ModelNames.OllamaPrefix.Length..], onNote),
        _ when Has(model, "claude-") => CreateAnthropic(model, onNote),
        _ when Has(model, "gemini-") => CreateOpenAI(model, Key(options.GoogleApiKey, options.GoogleBaseUrl, "LURKBOT_GOOGLE_API_KEY"), options.GoogleBaseUrl ?? ModelAddresses.Google, "LURKBOT_GOOGLE_API_KEY", "", onNote),
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
            _ => (null, ""),
        };
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

    private Uri OllamaAddress => options.OllamaBaseUrl ?? ModelAddresses.Ollama;

    private static bool Has(string model, string prefix) => model.StartsWith(prefix, StringComparison.Ordinal) && model.Length > prefix.Length;

    private static bool IsOpenAI(string model) =>
        Has(model, "gpt-") || Has(model, "chatgpt-") || (model.Length > 1 && model[0] == 'o' && char.IsAsciiDigit(model[1]));

    private static string Key(string? key, Uri? address, string variable) => key ?? (address is not null
        ? "none"
        : throw new ModelException(ModelFailure.Authentication, $"This model needs a key: set {variable}, or choose another model with --model."));

    /// <summary>What every provider has outermost.</summary>
    private ChatClientBuilder Guarded(IChatClient client, string variable, Uri? address, Action<string>? onNote) => client.AsBuilder()
        .UseRequestTrimming(onNote)
        .UseRetries(onNote, time)
        .UseEmptyReplies(ProviderError.AddressVariable(variable), onNote)
        .UseModelErrors(ProviderError.AddressVariable(variable), address);

    /// <summary>A connection of which the libraries' own time limits and retries know nothing: both are ours. A key does not follow to another address.</summary>
    private HttpClient Connect(string variable) =>
        new(new ModelHttpHandler(handlers.GetOrAdd(variable, _ => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = ConnectionLife }), variable, options.Secrets(), options.Timeout, time), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    private IChatClient CreateOllama(string model, Action<string>? onNote)
    {
        const string Variable = "LURKBOT_OLLAMA_BASE_URL";
        var http = Connect(Variable);
        // Without a slash at its end the last part of an address counts as a file, and is dropped.
        http.BaseAddress = new Uri(OllamaAddress.AbsoluteUri.TrimEnd('/') + "/");
        return Guarded(new OllamaApiClient(http, model), Variable, OllamaAddress, onNote)
            .UseModelPrefix(ModelNames.OllamaPrefix)
            .UseReasoning(provider: null)
            .UseWholeReplies()
            .Build();
    }

    private IChatClient CreateOpenAI(string model, string prefix, Action<string>? onNote) =>
        CreateOpenAI(model, Key(options.OpenAIApiKey, options.OpenAIBaseUrl, "LURKBOT_OPENAI_API_KEY"), options.OpenAIBaseUrl, "LURKBOT_OPENAI_API_KEY", prefix, onNote);

    private IChatClient CreateOpenAI(string model, string key, Uri? address, string variable, string prefix, Action<string>? onNote)
    {
        var client = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions
        {
            Endpoint = address,
            Transport = new HttpClientPipelineTransport(Connect(variable)),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });
        return Guarded(client.GetChatClient(model).AsIChatClient(), variable, address, onNote)
            .UseModelPrefix(prefix)
            .UseReasoning(provider: null)
            .UseWholeReplies()
            .Build();
    }

    private IChatClient CreateAnthropic(string model, Action<string>? onNote)
    {
        const string Variable = "LURKBOT_ANTHROPIC_API_KEY";
        var key = Key(options.AnthropicApiKey, options.AnthropicBaseUrl, Variable);
        var client = options.AnthropicBaseUrl is { } address
            ? new AnthropicClient { ApiKey = key, MaxRetries = 0, Timeout = Timeout.InfiniteTimeSpan, HttpClient = Connect(Variable), BaseUrl = address.ToString().TrimEnd('/') }
            : new AnthropicClient { ApiKey = key, MaxRetries = 0, Timeout = Timeout.InfiniteTimeSpan, HttpClient = Connect(Variable) };
        return Guarded(client.AsIChatClient(model, defaultMaxOutputTokens: null, AnthropicThinking.ModeOf(model)), Variable, options.AnthropicBaseUrl, onNote)
            .UsePromptCaching()
            .UseAnthropicTemperature(model)
            .UseReasoning("anthropic")
            .UseWholeReplies()
            .Build();
    }

    /// <summary>Each plan of a turn asks: the answer holds for a while.</summary>
    private async ValueTask<string?> LookForOllamaAsync(CancellationToken cancellationToken)
    {
        if (ollama is { } known && time.GetElapsedTime(known.At) < OllamaHolds)
            return known.Model;
        var found = await FindOllamaAsync(cancellationToken);
        ollama = new(found, time.GetTimestamp());
        return found;
    }

    private async Task<string?> FindOllamaAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(OllamaPatience);
        try
        {
            using var http = new HttpClient();
            using var document = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(OllamaAddress.ToString().TrimEnd('/') + "/api/tags"), patience.Token));
            return document.RootElement.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("name").GetString()).FirstOrDefault();
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary>What a look for a local Ollama saw.</summary>
    /// <param name="Model">Its first model; null when none answers.</param>
    /// <param name="At">When, as the clock's timestamp.</param>
    private sealed record OllamaSeen(string? Model, long At);
}
