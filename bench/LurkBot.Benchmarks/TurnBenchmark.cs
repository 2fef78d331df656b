using System.Diagnostics;
using System.Globalization;
using LurkBot.Cli.Terminal;
using LurkBot.Context;
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

    /// <summary>In tokens; the history is twice as long.</summary>
    private static readonly int[] Windows = [32_000, 128_000];

    public static async Task RunAsync(string folder)
    {
        using var provider = new LoopbackProvider();
        Console.WriteLine("| wire | turn, ms | bare call, ms | its two appends, ms | what else a turn adds, ms | first byte to first character, ms |\n|---|---|---|---|---|---|");
        foreach (var model in Models)
            Console.WriteLine($"| {await MeasureAsync(folder, provider, model, window: 0)} |");
        foreach (var window in Windows)
            Console.WriteLine($"| {await MeasureAsync(folder, provider, Models[0], window)} |");
    }

    private static async Task<string> MeasureAsync(string folder, LoopbackProvider provider, string model, int window)
    {
        var key = SessionKey.Create("cli", string.Create(CultureInfo.InvariantCulture, $"turn-{model[..3]}-{window}"), SessionType.Main);
        await using var stored = await new FileSessionStore(folder, TimeProvider.System).OpenOrCreateAsync(key, default);
        await using var session = new TimedSession(stored);
        using var client = new ModelClients(provider.Options, TimeProvider.System).Create(model);
        var options = new SessionTurnOptions { Model = model, SystemPrompt = LoopbackProvider.SystemPrompt, Context = window == 0 ? new ContextSettings() : new ContextSettings { MaxTokens = window } };
        if (window > 0)
            await FillAsync(session, 2 * window);
        var renderer = new MarkdownRenderer();
        var (turns, bares, appends, rests, firsts) = (new List<double>(), new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Rounds + WarmUp; i++)
        {
            // The same request: the history does not grow, or not by much.
            if (window == 0)
                await session.AppendAsync([new ClearEntry { At = DateTimeOffset.UnixEpoch.AddYears(56) }], default);
            var seen = window == 0 ? [] : ContextBuilder.Build(await ContextReader.ReadAsync(session, options.Context, default), options.Context).Messages;
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
            await foreach (var update in client.GetStreamingResponseAsync([.. seen, new ChatMessage(ChatRole.User, "Hello")], new ChatOptions { Instructions = LoopbackProvider.SystemPrompt, MaxOutputTokens = options.MaxTokens }))
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

        return string.Join(" | ", new[] { turns, bares, appends, rests, firsts }.Select(series => Samples.Text(Samples.Median(series))).Prepend(window == 0 ? model : string.Create(CultureInfo.InvariantCulture, $"{model}, window of {window:#,0} tokens")));
    }

    /// <summary>Writes a history of short questions and longer answers, as a chat has them.</summary>
    private static async Task FillAsync(TimedSession session, int tokens)
    {
        var (batch, counted) = (new List<Entry>(), 0L);
        for (var id = 1; counted < tokens; id += 2)
        {
            batch.Add(new UserEntry { Turn = id, Content = $"What was said about /srv/data/report-{id}.pdf, and how heavy is it?" });
            batch.Add(new AssistantEntry { Turn = id, Content = string.Join(' ', Enumerable.Repeat($"The report {id} weighs 12 kg, and nobody has said more about it than that.", 8)) });
            counted += RatioTokenCounter.Instance.Count(batch[^2]) + RatioTokenCounter.Instance.Count(batch[^1]);
        }

        await session.AppendAsync(batch, default);
    }
}
