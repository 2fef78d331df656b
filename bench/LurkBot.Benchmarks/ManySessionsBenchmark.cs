using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using LurkBot.Configuration;
using LurkBot.Context;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Benchmarks;

/// <summary>A thousand sessions in one process, each with ten messages; one session's model never answers and another's tool blocks.</summary>
internal static class ManySessionsBenchmark
{
    private const int Sessions = 1000;
    private const int Messages = 10;
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(string folder)
    {
        var configuration = ConfigurationLoader.Load(new Dictionary<string, string?>(StringComparer.Ordinal) { ["LURKBOT_HOME"] = folder, ["LURKBOT_DEFAULT_MODEL"] = "openai/m", ["LURKBOT_TOOL_ASK"] = "none" });
        using var services = new AssistantServices(configuration, new FileSessionStore(folder, TimeProvider.System), () => new SlowModels(), () => throw new NotSupportedException(), (html, _) => html, () => [], _ => { }, TimeProvider.System);
        await using var assistant = new Assistant(services, new SessionRunnerOptions(), new SessionHubOptions(), compactsInBackground: false);
        using var stop = new CancellationTokenSource();
        var stuck = new[] { SayAsync(assistant, "held", "hang", stop.Token), SayAsync(assistant, "blocked", "block", stop.Token) };
        var added = new List<double>();
        var (peak, threads, handles) = (0L, 0, 0);
        using var watching = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            while (!watching.IsCancellationRequested && await timer.WaitForNextTickAsync(CancellationToken.None))
            {
                using var self = Process.GetCurrentProcess();
                (peak, threads, handles) = (Math.Max(peak, self.WorkingSet64), Math.Max(threads, self.Threads.Count), Math.Max(handles, Directory.GetFileSystemEntries("/proc/self/fd").Length));
            }
        });
        var (clock, before) = (Stopwatch.StartNew(), GC.GetTotalAllocatedBytes());
        await Task.WhenAll(Enumerable.Range(0, Sessions - 2).Select(async session =>
        {
            for (var message = 0; message < Messages; message++)
            {
                var one = Stopwatch.StartNew();
                await SayAsync(assistant, string.Create(CultureInfo.InvariantCulture, $"s{session}"), "hello", CancellationToken.None);
                lock (added)
                    added.Add((one.Elapsed - Latency).TotalMilliseconds);
            }
        }));
        var elapsed = clock.Elapsed;
        await watching.CancelAsync();
        await watch;
        await stop.CancelAsync();
        await Task.WhenAll(stuck.Select(task => task.ContinueWith(static _ => { }, TaskScheduler.Default)));
        added.Sort();
        Console.WriteLine("| sessions | messages | whole run | added to the model's 200 ms: median, 95 % | resident, most | allocated a message | threads, most | open files, most |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {Sessions} | {Messages} each | {elapsed.TotalSeconds:0.0} s | {added[added.Count / 2]:0} ms, {added[added.Count * 95 / 100]:0} ms | {peak >> 20} MiB | {(GC.GetTotalAllocatedBytes() - before) / (1024 * (Sessions - 2) * Messages)} KiB | {threads} | {handles} |"));
    }

    private static async Task SayAsync(Assistant assistant, string name, string text, CancellationToken cancellationToken)
    {
        var key = SessionKey.Create("cli", name, SessionType.Main);
        var id = await assistant.AcceptAsync(new InboundMessage(key, text, new Sender("owner", "Ann", Trust.Full), ReplyAddress.Cli), DoorRequest.Default, cancellationToken);
        await foreach (var update in assistant.RunAsync(key, id, DoorRequest.Default, cancellationToken))
        {
            if (update is TurnUpdate.Ended { Result.Fate: not TurnFate.Answered and var fate })
                throw new InvalidOperationException(fate.ToString());
        }
    }

    private sealed class SlowModels : IModelClients
    {
        public IChatClient Create(string model, Action<string>? onNote = null) => new SlowModel();

        public ValueTask<ResolvedModel> ChooseDefaultAsync(ModelCatalogue catalogue, CancellationToken cancellationToken) => throw new NotSupportedException();

        public TokenCounter CounterOf(ModelProvider provider) => RatioTokenCounter.Instance;
    }

    private sealed class SlowModel : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var last = messages.Last().Text;
            await Task.Delay(last is "hang" ? Timeout.InfiniteTimeSpan : Latency, TimeProvider.System, cancellationToken);
            yield return last is "block"
                ? new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("c1", "bash", new Dictionary<string, object?>(StringComparer.Ordinal) { ["command"] = "exec sleep 1000" })])
                : new ChatResponseUpdate(ChatRole.Assistant, "A reply of some words.") { FinishReason = ChatFinishReason.Stop };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
