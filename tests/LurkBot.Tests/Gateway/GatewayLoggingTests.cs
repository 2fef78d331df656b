using LurkBot.Cli.Output;
using LurkBot.Doors;
using LurkBot.Gateway;
using LurkBot.Text;
using Microsoft.Extensions.Logging;
using Serilog.Extensions.Logging;

namespace LurkBot.Tests.Gateway;

public sealed partial class GatewayLoggingTests : IDisposable
{
    private const string Secret = "sk-\"quoted\"/and+long";
    private const string BotToken = "123456:AAH-abcdefghijklmnopqrstuvwxyz_0123";

    private static readonly string[] Items = ["a", Secret];

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Log_SecretsInMessagesValuesAndErrors_AreMasked()
    {
        var error = new HttpRequestException($"GET https://api.telegram.org/bot{BotToken}/getUpdates?x=1 failed", new InvalidOperationException(Secret));
        Write(Open(), logger =>
        {
            LogAsked(logger, error, new Uri($"https://api.telegram.org/file/bot{BotToken}/photo.jpg"), Secret);
            // What careless code does.
            const string Text = "Asked https://example.org/hook?access_token=abc123&x=1 " + Secret;
            logger.Log(LogLevel.Warning, default, (KeyValuePair<string, object?>[])[new("{OriginalFormat}", Text)], null, (_, _) => Text);
            LogItems(logger, Items);
        });
        var text = File.ReadAllText(Assert.Single(GatewayLogFiles.Find(home.Path)));
        foreach (var leaked in (string[])["AAH-abc", "quoted", "abc123", Uri.EscapeDataString(Secret)])
            Assert.DoesNotContain(leaked, text, StringComparison.Ordinal);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(GatewayLogLine.Describe).ToList();
        Assert.Equal(3, lines.Count);
        Assert.Contains("error Test: Asked https://api.telegram.org/file/bot[redacted]/photo.jpg with [redacted]\n", lines[0], StringComparison.Ordinal);
        Assert.Contains("/bot[redacted]/getUpdates?x=1 failed", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Log_Files_AreTheOwnersAndBounded()
    {
        Write(Open(largest: 2000, most: 3), logger =>
        {
            for (var i = 0; i < 100; i++)
                LogLine(logger, i);
        });
        var files = GatewayLogFiles.Find(home.Path);
        Assert.Equal(3, files.Count);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 2500));
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in files)
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(home.Path, GatewayLogFiles.Folder)));
        }

        Assert.EndsWith("number 99.", GatewayLogLine.Describe(new GatewayLogReader(home.Path, TimeProvider.System).ReadNewest(15)[^1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follow_AcrossRotation_GivesEachLineOnce()
    {
        var (read, done) = (new List<string>(), new CancellationTokenSource());
        using var logger = Open(largest: 1000, most: 50);
        using var provider = new SerilogLoggerProvider(logger);
        var log = provider.CreateLogger("Test");
        LogNumber(log, 0);
        var reader = new GatewayLogReader(home.Path, TimeProvider.System);
        Assert.EndsWith(" 0", GatewayLogLine.Describe(Assert.Single(reader.ReadNewest(10))), StringComparison.Ordinal);
        var following = reader.FollowAsync(line => read.Add(GatewayLogLine.Describe(line)), done.Token);
        for (var i = 1; i <= 40; i++)
            LogNumber(log, i);
        await Poll.UntilAsync(() => read.Count >= 40);
        await done.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        Assert.Equal(Enumerable.Range(1, 40).Select(number => $" {number}"), read.Select(line => line[line.LastIndexOf(' ')..]));
        done.Dispose();
    }

    private Serilog.Core.Logger Open(long largest = 1 << 20, int most = 5) => GatewayLogging.OpenFiles(home.Path, new LogRedactor(() => new KnownSecrets([Secret])), largest, most)!;

    private static void Write(Serilog.Core.Logger files, Action<ILogger> write)
    {
        using var provider = new SerilogLoggerProvider(files, dispose: true);
        write(provider.CreateLogger("LurkBot.Test"));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Asked {Address} with {Key}")]
    private static partial void LogAsked(ILogger logger, Exception error, Uri address, string key);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Items}")]
    private static partial void LogItems(ILogger logger, string[] items);

    [LoggerMessage(Level = LogLevel.Information, Message = "A line of some length, number {Number}.")]
    private static partial void LogLine(ILogger logger, int number);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Number}")]
    private static partial void LogNumber(ILogger logger, int number);
}
