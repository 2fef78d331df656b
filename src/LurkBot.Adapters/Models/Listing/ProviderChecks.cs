using LurkBot.Diagnostics;

namespace LurkBot.Models;

/// <summary>Looks who would answer, and whether each key and address works: each provider is asked for its list of models, all at once.</summary>
/// <param name="options">Keys and addresses.</param>
/// <param name="clients">Choose the default model.</param>
/// <param name="time">The clock.</param>
internal sealed class ProviderChecks(ModelOptions options, IModelClients clients, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Who would answer in a session that chose nothing itself.</summary>
    /// <param name="catalogue">The models.</param>
    /// <param name="cancellationToken">Cancels the look for a local model.</param>
    public async Task<DoctorCheck> AnswersAsync(ModelCatalogue catalogue, CancellationToken cancellationToken)
    {
        try
        {
            var choice = options.DefaultModel is { Length: > 0 } wish ? ModelResolver.Resolve(wish, "LURKBOT_DEFAULT_MODEL", catalogue) : await clients.ChooseDefaultAsync(catalogue, cancellationToken);
            var detail = $"{choice.Model} of {catalogue.Find(choice.Model).Provider}, because {(choice.Source.StartsWith("LURKBOT_DEFAULT", StringComparison.Ordinal) ? $"{choice.Source} names it" : choice.Source)}";
            if (string.Equals(choice.Model, ModelNames.Offline, StringComparison.Ordinal))
                return new("answers", DoctorStatus.Warn, detail, "Set LURKBOT_ANTHROPIC_API_KEY, LURKBOT_OPENAI_API_KEY or LURKBOT_GOOGLE_API_KEY, or run Ollama.");
            clients.Create(choice.Model).Dispose();
            return new("answers", DoctorStatus.Pass, detail);
        }
        catch (LurkBotException e)
        {
            return new("answers", DoctorStatus.Fail, e.Message, "lurkbot models list");
        }
    }

    /// <summary>Tries each provider that has a key or an address; the local Ollama counts only where its address is set.</summary>
    /// <param name="onProgress">Gets how many have answered, and of how many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<DoctorCheck>> TryAsync(Action<int, int> onProgress, CancellationToken cancellationToken)
    {
        var lister = new ModelListClient(options, time);
        var providers = lister.Configured.Where(provider => provider is not ModelProvider.Offline && (provider is not ModelProvider.Ollama || options.OllamaBaseUrl is not null)).ToList();
        var answered = 0;
        return await Task.WhenAll(providers.Select(async provider =>
        {
            var check = await TryAsync(lister, provider, cancellationToken);
            onProgress(Interlocked.Increment(ref answered), providers.Count);
            return check;
        }));
    }

    private async Task<DoctorCheck> TryAsync(ModelListClient lister, ModelProvider provider, CancellationToken cancellationToken)
    {
        var name = $"provider: {provider}";
        // A local server that nothing needs may be off.
        var failed = provider is not ModelProvider.Ollama || options.DefaultModel?.StartsWith(ModelNames.OllamaPrefix, StringComparison.Ordinal) == true ? DoctorStatus.Fail : DoctorStatus.Warn;
        using var expiry = new CancellationTokenSource(Patience, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        try
        {
            var listing = await lister.AskAsync(provider, limit.Token);
            return listing.Problem is { } problem
                ? new(name, failed, problem, $"Correct it, or remove it: {ModelListClient.VariableOf(provider)}")
                : new(name, DoctorStatus.Pass, $"{listing.Address} answers, {listing.Models.Count} model{(listing.Models.Count == 1 ? "" : "s")}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(name, failed, $"{lister.AddressOf(provider)} did not answer in {Patience.TotalSeconds:0} seconds.", $"Check that it runs and can be reached, and {ModelListClient.VariableOf(provider)}.");
        }
    }
}
