using System.Globalization;
using System.Text.RegularExpressions;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Channels;

/// <summary>What must hold once everything has settled (invariants 1, 4, 9 and 12).</summary>
/// <param name="home">The gateway's home.</param>
/// <param name="chats">The chats.</param>
/// <param name="all">What people wrote.</param>
/// <param name="rows">The ledger.</param>
internal sealed partial class KillCheck(ChatHome home, IReadOnlyList<KillChat> chats, IReadOnlyList<KillSaid> all, LedgerRows rows)
{
    [GeneratedRegex("R(?<number>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Number { get; }

    /// <summary>Checks all of it.</summary>
    public async Task CheckAsync()
    {
        Assert.DoesNotContain(rows.Inbound.GroupBy(row => row.Source), group => group.Count() > 1);
        foreach (var chat in chats)
        {
            IReadOnlyList<Entry> entries;
            await using (var session = await home.Store.OpenAsync(SessionKey.Parse(chat.Session), default))
                entries = session is null ? [] : await session.ReadAllAsync(default);
            CheckFates(chat, entries);
            CheckScreen(chat);
            CheckTools(chat, entries);
        }
    }

    /// <summary>Each message that came has one fate, in the file and in the ledger, and stands in its own chat's session once.</summary>
    private void CheckFates(KillChat chat, IReadOnlyList<Entry> entries)
    {
        var said = entries.OfType<UserEntry>().ToList();
        Assert.DoesNotContain(said.GroupBy(entry => entry.Source), group => group.Count() > 1);
        foreach (var entry in said)
        {
            Assert.Single(entries.OfType<ITurnMark>(), mark => mark.Answers.Contains(entry.Id));
            Assert.Equal(rows.Inbound.Single(row => row.Source == entry.Source).Entry, entry.Id);
        }

        foreach (var (_, source, text) in all.Where(one => one.Chat == chat))
        {
            var row = rows.Inbound.Single(row => row.Source == source);
            Assert.True(row.State is not InboundState.Refused || row.Reason is "too many messages in a minute" or "it came too late", $"{text}: {row.State}, {row.Reason}");
            if (row.State is not InboundState.Refused && !text.StartsWith('/'))
                Assert.Single(said, entry => entry.Source == row.Source);
        }
    }

    /// <summary>What people see is what the ledger says was sent: each part once, in its chat, in its order; anything else may have been sent, and the ledger says so.</summary>
    private void CheckScreen(KillChat chat)
    {
        var parts = rows.Outbound.Where(row => row.Address == chat.Target.Address.Text).ToList();
        // A question and its end are one message.
        var sent = parts.Where(row => row.State is OutboundState.Sent).DistinctBy(row => row.PlatformId).ToDictionary(row => row.PlatformId!);
        var shown = chat.Shown;
        var uncertain = parts.Where(row => row.State is OutboundState.MaybeSent).ToList();
        Assert.All(uncertain, row => Assert.NotNull(row.Reason));
        var others = shown.Where(message => !sent.ContainsKey(message.Id)).ToList();
        foreach (var message in others)
        {
            var of = uncertain.Find(row => row.Part == 0 || Same(row.Text, message.Text));
            Assert.True(of is not null, $"In {chat.Session} stands “{message.Text[..Math.Min(80, message.Text.Length)]}”, of which the ledger does not know.");
            uncertain.Remove(of);
        }

        Assert.Equal(sent.Count + others.Count, shown.Count);
        var numbers = shown.Where(message => sent.TryGetValue(message.Id, out var row) && row.Kind is OutboundKind.Reply)
            .Select(message => (Number: int.Parse(Number.Match(message.Text).Groups["number"].ValueSpan, CultureInfo.InvariantCulture), sent[message.Id].Delivery)).ToList();
        Assert.Equal(numbers.Select(pair => pair.Number).Order(), numbers.Select(pair => pair.Number));
        Assert.DoesNotContain(numbers.Distinct().GroupBy(pair => pair.Number), group => group.Count() > 1);
        foreach (var token in shown.SelectMany(message => ReplyingModel.Tokens.Matches(message.Text)))
            Assert.Equal(chat.Letter, token.Value[1]);
    }

    /// <summary>A command whose result is kept ran once; one that was broken off at most once, and no message had two results.</summary>
    private void CheckTools(KillChat chat, IReadOnlyList<Entry> entries)
    {
        var file = Path.Combine(home.Path, "workspaces", chat.Session.Replace(':', '_'), "ran");
        var ran = File.Exists(file) ? File.ReadAllLines(file) : [];
        Assert.DoesNotContain(ran.GroupBy(line => line), group => group.Count() > 1);
        foreach (var call in entries.OfType<AssistantEntry>().SelectMany(entry => entry.ToolCalls))
        {
            var result = Assert.Single(entries.OfType<ToolEntry>(), entry => entry.ToolCallId == call.Id);
            if (!result.Error)
                Assert.Single(ran, line => call.Arguments.Contains(line, StringComparison.Ordinal));
        }

        var kept = entries.OfType<ToolEntry>().Where(entry => !entry.Error).Select(entry => entries.OfType<AssistantEntry>().SelectMany(reply => reply.ToolCalls).Single(call => call.Id == entry.ToolCallId));
        Assert.DoesNotContain(kept.GroupBy(call => ReplyingModel.Tokens.Match(call.Arguments).Value), group => group.Count() > 1);
    }

    private static bool Same(string row, string shown) => string.Equals(Words(row), Words(shown), StringComparison.Ordinal);

    private static string Words(string text) => string.Concat(text.Where(char.IsLetterOrDigit));
}
