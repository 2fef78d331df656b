using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Tests.Simulation;

/// <summary>What must hold at the end of a history, once everything is settled.</summary>
internal static class SimPromises
{
    /// <summary>So long an answer may take where nothing is stuck but another session: less than the time after which what is stuck is ended.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static LedgerRows Rows(SimWorld world) => world.Disk.Ledger.ReadAsync(new LedgerFilter { Limit = 100_000 }, default).AsTask().Result;

    /// <summary>Whether nothing is on its way.</summary>
    public static bool IsSettled(SimWorld world)
    {
        var rows = Rows(world);
        var heard = rows.Inbound.Select(row => row.Source).ToHashSet(StringComparer.Ordinal);
        return !world.Platforms.Any(platform => platform.IsOwed) && rows.Inbound.All(row => row.IsOver) && rows.Outbound.All(row => row.IsOver) && world.People.Said.TrueForAll(said => !said.IsOwed || heard.Contains(said.Row));
    }

    /// <summary>Tells which promises are broken.</summary>
    public static IReadOnlyList<string> Check(SimWorld world)
    {
        var broken = new List<string>(world.Broken);
        broken.AddRange(world.Platforms.SelectMany(platform => platform.Problems.Select(problem => $"strict server of {platform.Name}: {problem}")));
        var rows = Rows(world);
        CheckInbound(world, rows, broken);
        CheckOutbound(world, rows, broken);
        CheckAnswers(world, rows, broken);
        CheckTools(world, broken);
        CheckPace(world, rows, broken);
        return broken;
    }

    /// <summary>A call whose result is kept ran once; any other one at most once.</summary>
    private static void CheckTools(SimWorld world, List<string> broken)
    {
        foreach (var platform in world.Platforms)
            CheckTools(world, platform, broken);
    }

    private static void CheckTools(SimWorld world, SimPlatform platform, List<string> broken)
    {
        var ran = File.ReadAllLines(world.Logs[platform]).SkipLast(1).ToList();
        broken.AddRange(ran.GroupBy(call => call, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => $"{group.Key} ran {group.Count()} times"));
        foreach (var result in world.Read(platform.OwnerKey).OfType<ToolEntry>())
        {
            if (!result.Error && result.Name == "edit" && !ran.Contains(result.ToolCallId))
                broken.Add($"{result.ToolCallId} has a result, and did not run");
        }
    }

    private static void CheckInbound(SimWorld world, LedgerRows rows, List<string> broken)
    {
        broken.AddRange(rows.Inbound.Where(row => !row.IsOver).Select(row => $"{row.Source} is still {row.State}: {row.Reason}"));
        var fates = rows.Inbound.ToDictionary(row => row.Source, StringComparer.Ordinal);
        foreach (var said in world.People.Said.Where(said => said.IsOwed || fates.ContainsKey(said.Row)))
        {
            if (!fates.TryGetValue(said.Row, out var row))
            {
                broken.Add($"{said.Token} was lost: it has no row");
                continue;
            }

            if (said.Key.Length == 0 && row.State is not (InboundState.Refused or InboundState.Failed))
                broken.Add($"{said.Token} may not be taken, and is {row.State}");
            if (said.Key.Length == 0 || said.IsCommand || said.IsDeleted)
                continue;
            if (row.State is InboundState.Cancelled && !world.Interrupts && !world.People.Stopped.Contains(SimPeople.KeyOf(said)) && !world.People.Said.Exists(other => other.IsStop && SimPeople.KeyOf(other) == SimPeople.KeyOf(said)))
                broken.Add($"{said.Token} was cancelled, and nobody stopped it: {row.Reason}");
            var entries = world.Read(SimPeople.KeyOf(said)).OfType<UserEntry>().Count(entry => entry.Source == said.Row);
            if (entries != 1)
                broken.Add($"{said.Token} has {entries} entries in {SimPeople.KeyOf(said)}; its row is {row.State} {row.Reason}");
        }

        foreach (var info in world.Disk.Sessions.Sessions.ListAsync(default).AsTask().Result.Sessions)
        {
            var entries = world.Read(info.Key.ToString());
            foreach (var message in entries.OfType<UserEntry>().Where(entry => !entry.Observed))
            {
                var ends = entries.Count(entry => entry is ITurnMark mark && mark.Answers.Contains(message.Id));
                var end = entries.FirstOrDefault(entry => entry is AssistantEntry reply && reply.Answers.Contains(message.Id));
                if (end is not null && SentFiles(entries, end) is > 0 and var files && rows.Outbound.Count(row => row.Session == info.Id && row.Entry == end.Id) <= files)
                    broken.Add($"the turn of {end.Id} in {info.Key} sends {files} files, and has not that many rows");
                if (end is not null && MessageSource.TryParse(message.Source) is not null && !rows.Outbound.Any(row => row.Session == info.Id && row.Entry == end.Id))
                    broken.Add($"{message.Content[..Math.Min(20, message.Content.Length)]} was answered in {info.Key}, and the answer was never to be sent");
                if (ends > 1)
                    broken.Add($"{message.Content[..Math.Min(20, message.Content.Length)]} ended {ends} times in {info.Key}");
                if (message.Source is { } source && MessageSource.TryParse(source) is { } parsed && !IsOf(world, parsed, info.Key))
                    broken.Add($"{source} is in {info.Key}");
            }
        }
    }

    private static int SentFiles(IReadOnlyList<Entry> entries, Entry end) => entries.OfType<ToolEntry>().Count(result => result is { Name: "send_file", Error: false } && result.Turn == end.Turn && result.Id < end.Id);

    private static bool IsOf(SimWorld world, MessageSource source, SessionKey key) =>
        key.Channel == source.Channel && world.Platforms.Any(platform => platform.Name == source.Channel && platform.IsOf(source, key));

    /// <summary>What is stuck in one session holds up no other.</summary>
    private static void CheckPace(SimWorld world, LedgerRows rows, List<string> broken)
    {
        // A session waits for the answer to its question.
        var stuck = world.People.Said.Where(said => said.IsHard || (said.Key.Length > 0 && world.Read(SimPeople.KeyOf(said)).OfType<ApprovalEntry>().Any())).Select(SimPeople.KeyOf).ToHashSet(StringComparer.Ordinal);
        var answered = rows.Inbound.Where(row => row.State is InboundState.Answered && row.Entry is not null).Select(row => row.Source).ToHashSet(StringComparer.Ordinal);
        foreach (var said in world.People.Said.Where(said => !said.IsEdited && !stuck.Contains(SimPeople.KeyOf(said)) && answered.Contains(said.Row) && world.People.AnsweredAt.ContainsKey(said.Token)))
        {
            var from = world.Disturbances.Where(at => at <= world.People.AnsweredAt[said.Token]).Append(said.At).Append(said.Platform.TellsLate ? world.HeardAt.GetValueOrDefault(said.Row) : said.At).Max();
            var took = world.People.AnsweredAt[said.Token] - from;
            world.Longest = took > world.Longest ? took : world.Longest;
            if (took > Patience)
                broken.Add($"{said.Token} was answered {took.TotalSeconds:0} s after nothing stood in its way");
        }
    }

    private static void CheckOutbound(SimWorld world, LedgerRows rows, List<string> broken)
    {
        broken.AddRange(rows.Outbound.Where(row => !row.IsOver).Select(row => $"out-{row.Id} is still {row.State}: {row.Reason}"));
        broken.AddRange(rows.Outbound.Where(row => row.State is OutboundState.Sent && row.PlatformId is null).Select(row => $"out-{row.Id} is sent without the platform's id"));
        broken.AddRange(rows.Outbound.Where(row => row is { State: OutboundState.MaybeSent, Part: > 0 } && PlatformOf(world, row) is { TellsWhatWasSent: true }).Select(row => $"out-{row.Id} may have been sent, and the platform tells: {row.Reason}"));
        // A preview whose answer was lost is looked for before its reply is sent.
        broken.AddRange(rows.Outbound.Where(row => row is { State: OutboundState.MaybeSent, Part: 0 } && PlatformOf(world, row) is { TellsWhatWasSent: true } && rows.Outbound.Any(other => other.Delivery == row.Delivery && other is { Part: 1, State: OutboundState.Sent }))
            .Select(row => $"out-{row.Id} is a preview that may have been sent, and the platform tells: {row.Reason}"));
        foreach (var shown in world.People.Shown)
        {
            var (chat, answers) = (shown.Chat, shown.Answers);
            var mine = rows.Outbound.Where(row => TargetOf(row) is var target && target.Channel == shown.Platform.Name && target.Chat == chat).ToList();
            var known = mine.Where(row => row.PlatformId is not null).Select(row => row.PlatformId!).ToHashSet(StringComparer.Ordinal);
            var unknown = answers.Where(answer => !answer.IsAside && !known.Contains(answer.Id) && !answer.Files.Any(known.Contains)).ToList();
            var maybe = mine.Count(row => row.State is OutboundState.MaybeSent);
            // Nobody sees a preview in a group that became a supergroup; its reply is in the new one.
            if (unknown.Count > maybe && !shown.IsGone)
                broken.Add($"{shown.Platform.Name} {chat} shows {unknown.Count} messages that no row knows, and {maybe} rows may have been sent: {string.Join(" | ", unknown.Select(answer => Short(answer.Text)))}");
            foreach (var row in mine.Where(row => row.State is OutboundState.Sent && row.PlatformId is not null))
            {
                var thread = TargetOf(row).Thread;
                if (!answers.Any(answer => (answer.Id == row.PlatformId || answer.Files.Contains(row.PlatformId!)) && (thread is null || answer.Thread == thread)))
                    broken.Add($"out-{row.Id} is sent as {row.PlatformId}, which {chat}/{thread} does not show");
            }

            foreach (var lane in mine.Where(row => row.State is OutboundState.Sent && row.Entry is not null && row.Kind is OutboundKind.Reply && IsInOrder(row)).GroupBy(row => row.Address, StringComparer.Ordinal))
            {
                var order = lane.OrderBy(row => decimal.Parse(row.PlatformId!, System.Globalization.CultureInfo.InvariantCulture)).Select(row => (row.Entry!.Value, row.Part)).ToList();
                if (!order.SequenceEqual(order.Order()))
                    broken.Add($"{lane.Key} was sent in another order than it was said: {string.Join(' ', order)}");
            }
        }
    }

    private static void CheckAnswers(SimWorld world, LedgerRows rows, List<string> broken)
    {
        var sent = rows.Outbound.Where(row => row.State is OutboundState.Sent).Select(row => (TargetOf(row).Channel, TargetOf(row).Chat, row.PlatformId)).ToHashSet();
        var replies = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var shown in world.People.Shown)
        {
            foreach (var answer in shown.Answers)
            {
                foreach (var token in SimPeople.Tokens(answer.Text))
                {
                    var said = world.People.Said.First(said => said.Token == token);
                    if (said.Platform != shown.Platform || said.Platform.ChatNow(said.Chat) != said.Platform.ChatNow(shown.Chat) || (said.HasThreads && said.Thread != answer.Thread))
                        broken.Add($"{token} of {said.Source.Channel} {said.Chat}/{said.Thread} is answered in {shown.Platform.Name} {shown.Chat}/{answer.Thread}");
                    if (!sent.Contains((shown.Platform.Name, shown.Chat, answer.Id)))
                        continue;
                    var known = replies.TryGetValue(token, out var set) ? set : replies[token] = new(StringComparer.Ordinal);
                    foreach (var word in answer.Text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word[0] == 'R' && word.Contains('.', StringComparison.Ordinal)))
                        known.Add(word[..word.IndexOf('.', StringComparison.Ordinal)]);
                }
            }
        }

        broken.AddRange(replies.Where(pair => pair.Value.Count > 1).Select(pair => $"{pair.Key} is answered by {string.Join(" and by ", pair.Value.Order(StringComparer.Ordinal))}"));
    }

    /// <summary>Whether the id of a row's message tells when it was sent; that of a file may be the file's.</summary>
    private static bool IsInOrder(OutboundRecord row) => decimal.TryParse(row.PlatformId, System.Globalization.CultureInfo.InvariantCulture, out _);

    private static DeliveryTarget TargetOf(OutboundRecord row) => DeliveryTarget.TryParse(new ReplyAddress(row.Address))!;

    private static SimPlatform? PlatformOf(SimWorld world, OutboundRecord row) => world.Platforms.FirstOrDefault(platform => platform.Name == TargetOf(row).Channel);

    private static string Short(string text) => text[..Math.Min(60, text.Length)].ReplaceLineEndings(" ");
}
