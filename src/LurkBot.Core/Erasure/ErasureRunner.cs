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

    /// <summary>Carries out a plan, without a way back, and searches all files for what was destroyed.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="onProgress">Gets how many files were searched, and of how many; null when no one watches.</param>
    /// <param name="cancellationToken">Stops between two files; the erasure can be begun again.</param>
    /// <exception cref="LurkBotException">Something could not be destroyed.</exception>
    public async Task<ErasureReport> RunAsync(ErasurePlan plan, Action<int, int>? onProgress, CancellationToken cancellationToken)
    {
        var erased = new List<string>();
        foreach (var textStore in textStores)
            erased.AddRange(await textStore.EraseAsync(plan, cancellationToken));
        var searched = new TextSearch(home).Run(plan.Text, onProgress, cancellationToken);
        // What others said in the same words was not meant.
        var sameWords = await new ErasurePlanner(store).FindAsync(plan.Text, cancellationToken);
        var left = searched.Found.Where(file => !sameWords.ContainsKey(file) && !(sameWords.Count > 0 && derivedFiles.Any(name => file.StartsWith(name, StringComparison.Ordinal)))).ToList();
        return new ErasureReport(plan, erased, searched, left, [.. sameWords.Values.SelectMany(entries => entries)]);
    }
}
