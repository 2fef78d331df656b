using LurkBot.Doors;
using LurkBot.Gateway;
using LurkBot.Cli.Output;
using LurkBot.Text;
using Microsoft.Extensions.Logging;
using Serilog.Extensions.Logging;

namespace LurkBot.Tests.Gateway;

public sealed class GatewayLoggingTests : IDisposable
{
    private const string Secret = "sk-\"quoted\"/and+long";
    private const string BotToken = "123456:AAH-abcdefghijklmnopqrstuvwxyz_0123";

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Log_SecretsInMessagesValuesAndErrors_AreMasked()
    {
        var error = new HttpRequestException($"GET https://api.telegram.org/bot{BotToken}/getUpdates?x=1 failed", new InvalidOperationException(Secret));
        Write(Open(), logger =>
        {
            logger.LogError(error, "Asked {Address} with {Key}", new Uri($"https://api.telegram.org/file/bot{BotToken}/photo.jpg"), Secret);
#pragma warning disable CA2254 // What careless code does.
            logger.LogWarning($"Asked https://example.org/hook?access_token=abc123&x=1 {Secret}");
#pragma warning restore CA2254
            logger.LogInformation("{Items}", (string[])["a", Secret]);
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
                logger.LogInformation("A line of some length, number {Number}.", i);
        });
        var files = GatewayLogFiles.Find(home.Path);
        Assert.Equal(3, files.Count);
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 2500));
        if (!OperatingSystem.IsWindows())
        {
            Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
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
        log.LogInformation("{Number}", 0);
        var reader = new GatewayLogReader(home.Path, TimeProvider.System);
        Assert.EndsWith(" 0", GatewayLogLine.Describe(Assert.Single(reader.ReadNewest(10))), StringComparison.Ordinal);
        var following = reader.FollowAsync(line => read.Add(GatewayLogLine.Describe(line)), done.Token);
        for (var i = 1; i <= 40; i++)
            log.LogInformation("{Number}", i);
        await Poll.UntilAsync(() => read.Count >= 40);
        await done.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);
        Assert.Equal(Enumerable.Range(1, 40).Select(number => $" {number}"), read.Select(line => line[line.LastIndexOf(' ')..]));
        done.Dispose();
    }

    private Serilog.Core.Logger Open(long largest = 1 << 20, int most = 5) => GatewayLogging.OpenFiles(home.Path, new LogRedactor(() => new KnownSecrets([Secret])), largest, most)!;

    private static void Write(Serilog.Core.Logger files, Action<Microsoft.Extensions.Logging.ILogger> write)
    {
        using var provider = new SerilogLoggerProvider(files, dispose: true);
        write(provider.CreateLogger("LurkBot.Test"));
    }
}
