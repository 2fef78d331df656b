using LurkBot.Channels;
using LurkBot.Erasure;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Delivery;

/// <summary>The delivery ledger: rows of erased sessions, texts that tell erased entries, and ledgers that were put aside or copied before an upgrade, which may hold anything.</summary>
/// <param name="home">LurkBot's home folder.</param>
/// <param name="time">The clock.</param>
internal sealed class LedgerErasable(string home, TimeProvider time) : IErasable
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => RunAsync(plan, dryRun: true, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken) => RunAsync(plan, dryRun: false, cancellationToken);

    /// <inheritdoc/>
    public bool Takes(ErasurePlan plan, string file) => file.StartsWith(SqliteDeliveryLedger.FileName, StringComparison.Ordinal) || Aside(plan).Any(path => Path.GetFileName(path) == file);

    /// <inheritdoc/>
    public IReadOnlyList<FoundElsewhere> LookElsewhere(ErasurePlan plan) => LookElsewhereAsync(plan).GetAwaiter().GetResult();

    private async Task<IReadOnlyList<FoundElsewhere>> LookElsewhereAsync(ErasurePlan plan)
    {
        await using var ledger = plan.Text.IsEmpty ? null : SqliteDeliveryLedger.OpenExisting(home, time);
        var count = ledger is null ? 0 : await ledger.CountElsewhereAsync(plan, CancellationToken.None);
        return count == 0 ? [] : [new FoundElsewhere(SqliteDeliveryLedger.FileName, $"{Plural.Of(count, "delivery", "deliveries")} of other sessions; they go with their entries", null, SqliteDeliveryLedger.FileName)];
    }

    private string[] Aside(ErasurePlan plan) => plan.Steps.Count > 0 && Directory.Exists(home) ? [.. Directory.GetFiles(home, SqliteDeliveryLedger.AsidePrefix + "*"), .. LedgerUpgrade.Copies(home)] : [];

    private async ValueTask<IReadOnlyList<string>> RunAsync(ErasurePlan plan, bool dryRun, CancellationToken cancellationToken)
    {
        var done = new List<string>();
        foreach (var path in Aside(plan))
        {
            if (!dryRun)
                File.Delete(path);
            done.Add(Path.GetFileName(path));
        }

        await using var ledger = SqliteDeliveryLedger.OpenExisting(home, time);
        if (ledger is not null && !dryRun)
        {
            using var book = new ChatBook(ledger);
            // The name of a person, or the title of a chat, is kept so that it can be named.
            foreach (var ofChannel in plan.Steps.Where(step => step.IsWhole || IsOf(plan.Target, step.Key)).GroupBy(step => step.Key.Channel, step => step.Key, StringComparer.Ordinal))
                await book.ForgetAsync(ofChannel.Key, [.. ofChannel], cancellationToken);
        }

        if (ledger is not null && await ledger.EraseAsync(plan, dryRun, cancellationToken) is > 0 and var count)
            done.Add($"{SqliteDeliveryLedger.FileName}: {Plural.Of(count, "delivery", "deliveries")}");
        return done;
    }

    /// <summary>Whether a session is the direct chat of the person who is erased.</summary>
    private static bool IsOf(ErasureTarget target, SessionKey key) => target.Person is { } person && string.Equals(key.ChatId, person, StringComparison.Ordinal);
}
