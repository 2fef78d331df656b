using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Channels;

/// <summary>
/// Answers a <see cref="HeldModel"/>'s requests until it is cancelled. Each reply has a number of its own and names the messages that it answers;
/// a message that asks for a tool gets one call, whose command leaves a line of its own; one that says slow gets a reply that does not come to its end
/// the first time, one that says brief a reply in pieces over two seconds, one that says long a reply of several parts.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="random">Decides how long replies take and in how many pieces they come.</param>
internal sealed partial class ReplyingModel(HeldModel model, Random random)
{
    private readonly ConcurrentDictionary<string, bool> begun = new(StringComparer.Ordinal);
    private int replies;

    /// <summary>Whether it replies at once and in one part, where no message says otherwise.</summary>
    public bool IsBrisk { get; init; }

    /// <summary>How many requests it answered or tried to.</summary>
    public int Requests => Volatile.Read(ref replies);

    /// <summary>Answers until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var open = new List<Task>();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                var request = await model.NextAsync().WaitAsync(cancellationToken);
                var (wait, pieces, isLong) = IsBrisk ? (0, 1, false) : (random.Next(5) == 0 ? random.Next(1000, 4000) : random.Next(0, 300), random.Next(1, 4), random.Next(12) == 0);
                open.Add(AnswerAsync(request, TimeSpan.FromMilliseconds(wait), pieces, isLong, cancellationToken));
                open.RemoveAll(task => task.IsCompleted);
            }
            catch (OperationCanceledException)
            {
                // Nobody asked for a while, or the end.
            }
        }

        await Task.WhenAll(open);
    }

    [GeneratedRegex("m[A-Z][0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    internal static partial Regex Tokens { get; }

    private async Task AnswerAsync(HeldRequest request, TimeSpan wait, int pieces, bool isLong, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref replies);
        var (said, isResult) = Read(request.Body);
        var tokens = Tokens.Matches(said).Select(match => match.Value).Distinct().ToList();
        var text = $"R{number} for {string.Join(' ', tokens)}.";
        var isSlow = Asks("slow") && begun.TryAdd(tokens[^1], true);
        if (isSlow || Asks("brief"))
            (wait, pieces) = isSlow ? (TimeSpan.Zero, 1) : (TimeSpan.FromSeconds(2), 5);
        if (isLong || Asks("long"))
            text = string.Join("\n\n", Enumerable.Range(1, Asks("long") ? 45 : 25).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i == 1 ? text : $"R{number}")} Part {i}. {new string((char)('a' + i), 380)}")));
        try
        {
            if (!isResult && Asks("tool"))
            {
                await request.FinishAsync(ProviderReply.Call(($"c{number}", "bash", $$"""{"command":"echo {{tokens[^1]}}-{{number}} >>ran"}""")));
                return;
            }

            var size = Math.Max(1, text.Length / pieces);
            for (var at = 0; at < text.Length; at += size)
            {
                await Task.Delay(wait / pieces, TimeProvider.System, cancellationToken);
                await request.SendAsync(text.Substring(at, Math.Min(size, text.Length - at)));
            }

            for (; isSlow; await request.SendAsync(" and on"))
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
            await request.FinishAsync(ProviderReply.Say());
        }
        catch (Exception e) when (e is System.Net.HttpListenerException or ObjectDisposedException or InvalidOperationException or IOException or OperationCanceledException)
        {
            // The gateway was killed, or all is over.
        }

        bool Asks(string word) => tokens.Count > 0 && said.Contains(word, StringComparison.Ordinal);
    }

    /// <summary>What people said since the last reply, and whether a tool's result was the last thing.</summary>
    private static (string Said, bool IsResult) Read(string body)
    {
        using var request = JsonDocument.Parse(body);
        var messages = request.RootElement.GetProperty("messages").EnumerateArray().ToList();
        var last = messages.FindLastIndex(message => message.GetProperty("role").GetString() is "assistant" && !message.TryGetProperty("tool_calls", out _));
        return (
            string.Join('\n', messages.Skip(last + 1).Where(message => message.GetProperty("role").GetString() is "user").Select(message => message.GetProperty("content").GetRawText())),
            messages[^1].GetProperty("role").GetString() is "tool");
    }
}
