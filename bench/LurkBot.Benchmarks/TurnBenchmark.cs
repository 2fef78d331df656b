using System.Diagnostics;
using LurkBot.Cli.Terminal;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Benchmarks;

/// <summary>
/// A turn over a loopback provider beside the same request through the model's client alone, in turn: what a turn adds, and of that
/// the two appends with their syncs; and how long the first character takes from the provider's socket until it is painted as Markdown.
/// </summary>
internal static class TurnBenchmark
{
    private const int Rounds = 400;
    private const int WarmUp = 100;

    private static readonly string[] Models = ["openai/m", "claude-m", "gemini-m", "ollama/m"];

    public static async Task RunAsync(string folder)
    {
        using var provider = new LoopbackProvider();
        Console.WriteLine("| wire | turn, ms | bare call, ms | its two appends, ms | what else a turn adds, ms | first byte to first character, ms |\n|---|---|---|---|---|---|");
        foreach (var model in Models)
            Console.WriteLine($"| {await MeasureAsync(folder, provider, model)} |");
    }

    private static async Task<string> MeasureAsync(string folder, LoopbackProvider provider, string model)
    {
        var key = SessionKey.Create("cli", "turn-" + model[..3], SessionType.Main);
        await using var stored = await new FileSessionStore(folder, TimeProvider.System).OpenOrCreateAsync(key, default);
        await using var session = new TimedSession(stored);
        using var client = new ModelClients(provider.Options, TimeProvider.System).Create(model);
        var options = new SessionTurnOptions { Model = model, SystemPrompt = LoopbackProvider.SystemPrompt };
        var renderer = new MarkdownRenderer();
        var (turns, bares, appends, rests, firsts) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Rounds + WarmUp; i++)
        {
            // The same request: the history does not grow.
            await session.AppendAsync([new ClearEntry { At = DateTimeOffset.UnixEpoch.AddYears(56) }], default);
            session.Elapsed = TimeSpan.Zero;
            var start = Stopwatch.GetTimestamp();
            var first = 0L;
            using var view = new ReplyView(renderer, TextWriter.Null, () => new TerminalSize(80, 24), color: true, TimeProvider.System);
            await new TestTurn(session, client, options, TimeProvider.System).RunAsync(
                new UserEntry { Content = "Hello" },
                piece =>
                {
                    view.Append(piece);
                    first = first == 0 ? Stopwatch.GetTimestamp() : first;
                },
                default);
            var turn = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var toFirst = Stopwatch.GetElapsedTime(provider.FirstByte, first).TotalMilliseconds;

            start = Stopwatch.GetTimestamp();
            await foreach (var update in client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, "Hello")], new ChatOptions { Instructions = LoopbackProvider.SystemPrompt, MaxOutputTokens = options.MaxTokens }))
                GC.KeepAlive(update);
            var bare = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            if (i < WarmUp)
                continue;
            turns.Add(turn);
            bares.Add(bare);
            appends.Add(session.Elapsed.TotalMilliseconds);
            rests.Add(turn - bare - session.Elapsed.TotalMilliseconds);
            firsts.Add(toFirst);
        }

        return string.Join(" | ", new[] { turns, bares, appends, rests, firsts }.Select(series => Samples.Text(Samples.Median(series))).Prepend(model));
    }
}
