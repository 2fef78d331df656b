using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Erasure;

/// <summary>Erases: plans, looks what that would destroy, destroys it store by store, and searches afterwards for what is left.</summary>
/// <param name="store">The sessions.</param>
/// <param name="home">LurkBot's home folder.</param>
/// <param name="textStores">Every place where text of sessions is kept, in the order in which an erasure goes through them.</param>
/// <param name="derivedFiles">How the names of files begin that are made from the sessions, and hold the words of entries that stay.</param>
internal sealed class ErasureRunner(IRewritableStore store, string home, IReadOnlyList<IErasable> textStores, params IReadOnlyList<string> derivedFiles)
{
    /// <summary>Finds all that is to be destroyed.</summary>
    /// <param name="target">What is meant.</param>
    /// <param name="change">Who asks for it, and why.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>The plan; without steps when there is nothing of it.</returns>
    /// <exception cref="LurkBotException">A person's id is on several channels.</exception>
    public Task<ErasurePlan> PlanAsync(ErasureTarget target, SessionChange change, CancellationToken cancellationToken) => new ErasurePlanner(store).PlanAsync(target, change, cancellationToken);

    /// <summary>What carrying out a plan would destroy.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>One sentence each.</returns>
    public IReadOnlyList<string> Look(ErasurePlan plan) => [.. textStores.SelectMany(textStore => textStore.Look(plan)).Distinct(StringComparer.Ordinal)];

    /// <summary>What carrying out a plan would destroy, and, by a search through all files, what it would leave.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="onProgress">Gets how many files were searched, and of how many; null when no one watches.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    public async Task<ErasureForecast> ForeseeAsync(ErasurePlan plan, Action<int, int>? onProgress, CancellationToken cancellationToken)
    {
        var searched = new TextSearch(home).Run(plan.Text, onProgress, cancellationToken);
        var elsewhere = await FindElsewhereAsync(plan, searched, cancellationToken);
        return new ErasureForecast(Look(plan), elsewhere, [.. LeftOf(searched, elsewhere).Where(file => !textStores.Any(textStore => textStore.Takes(plan, file)))]);
    }

    /// <summary>
    /// Carries out a plan, without a way back, and searches all files for what was destroyed. What was named goes after all else, once nothing more is found there: as long as something is left
    /// that can be erased, the same erasure can be begun again.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="onProgress">Gets how many files were searched, and of how many; null when no one watches.</param>
    /// <param name="cancellationToken">Stops between two files; the erasure can be begun again.</param>
    /// <exception cref="LurkBotException">Something could not be destroyed.</exception>
    public async Task<ErasureReport> RunAsync(ErasurePlan plan, Action<int, int>? onProgress, CancellationToken cancellationToken)
    {
        var (erased, sessions) = (new List<string>(), textStores.OfType<SessionErasable>().Single());
        var (texts, derived) = (textStores.TakeWhile(textStore => textStore != sessions).ToList(), textStores.SkipWhile(textStore => textStore != sessions).Skip(1).ToList());
        await sessions.RequireFreeAsync(plan, cancellationToken);
        foreach (var textStore in texts)
            erased.AddRange(await textStore.EraseAsync(plan, cancellationToken));
        erased.AddRange(await sessions.EraseAsync(plan with { Steps = [.. plan.Copies] }, cancellationToken));
        await EraseAgainAsync(plan, texts, erased, cancellationToken);
        erased.AddRange(await sessions.EraseAsync(plan with { Steps = [.. plan.Steps.Where(step => step.IsOwn)] }, cancellationToken));
        foreach (var textStore in derived)
            erased.AddRange(await textStore.EraseAsync(plan, cancellationToken));
        var searched = new TextSearch(home).Run(plan.Text, onProgress, cancellationToken);
        var elsewhere = await FindElsewhereAsync(plan, searched, cancellationToken);
        return new ErasureReport(plan, [.. erased.Distinct(StringComparer.Ordinal)], searched, LeftOf(searched, elsewhere), elsewhere);
    }

    /// <summary>Erases what another process wrote meanwhile.</summary>
    private static async Task EraseAgainAsync(ErasurePlan plan, IReadOnlyList<IErasable> texts, List<string> erased, CancellationToken cancellationToken)
    {
        foreach (var textStore in texts.Where(textStore => textStore.IsLasting && textStore.Look(plan).Count > 0))
        {
            erased.AddRange(await textStore.EraseAsync(plan, cancellationToken));
            if (textStore.Look(plan) is [var left, ..])
                throw new LurkBotException($"Not erased completely: another process writes {left}. {plan.Target} is still there. Stop the gateway, and give the same command again.");
        }
    }

    private async Task<IReadOnlyList<FoundElsewhere>> FindElsewhereAsync(ErasurePlan plan, TextSearchResult searched, CancellationToken cancellationToken) =>
    [
        .. plan.Elsewhere.Where(found => found.Entry == 0 || searched.Found.Contains(found.File, StringComparer.Ordinal) || File.Exists(Path.Combine(home, found.File))),
        .. textStores.SelectMany(textStore => textStore.LookElsewhere(plan)).Distinct(),
        .. await new ErasurePlanner(store).FindBlobsAsync(plan, searched.Found, cancellationToken),
    ];

    private List<string> LeftOf(TextSearchResult searched, IReadOnlyList<FoundElsewhere> elsewhere) =>
        [.. searched.Found.Where(file => !elsewhere.Any(found => found.File == file) && !(elsewhere.Count > 0 && derivedFiles.Any(name => file.StartsWith(name, StringComparison.Ordinal))))];
}
