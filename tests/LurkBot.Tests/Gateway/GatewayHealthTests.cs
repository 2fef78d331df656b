using System.Net.Sockets;
using System.Text;
using LurkBot.Gateway;
using LurkBot.Tests.Cli;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Gateway;

public sealed class GatewayHealthTests : IDisposable
{
    private readonly ChatHome home = new();
    private readonly Socket systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    private string NotifySocket => Path.Combine(home.Path, "notify");

    public void Dispose()
    {
        systemd.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task HomeCheck_FullDiskOrUnwritableHome_IsTheReason()
    {
        var time = new FakeTimeProvider();
        using var check = new HomeCheck(home.Path, time);
        Assert.Null(await check.WhyNotAsync(default));
        if (OperatingSystem.IsLinux())
        {
            File.CreateSymbolicLink(Path.Combine(home.Path, "run", "ready.probe"), "/dev/full");
            Assert.Null(await check.WhyNotAsync(default));
            time.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal("disk_full", await check.WhyNotAsync(default));
        }

        Directory.Delete(Path.Combine(home.Path, "run"), recursive: true);
        await File.WriteAllTextAsync(Path.Combine(home.Path, "run"), "in the way");
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("home_unwritable", await check.WhyNotAsync(default));
    }

    [Fact]
    public async Task Ready_HomeCannotBeWritten_Is503WithAWordAndNoPath()
    {
        await home.StartGatewayAsync();
        using var http = GatewayHttp.Connect(home.Path, withToken: false);
        Directory.CreateDirectory(Path.Combine(home.Path, "run", "ready.probe"));
        using var response = await http.GetAsync("/health/ready");
        Assert.Equal((System.Net.HttpStatusCode.ServiceUnavailable, "home_unwritable"), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Equal("live", await http.GetStringAsync("/health/live"));
    }

    [Fact]
    public async Task Systemd_HearsReadyWatchdogAndStopping()
    {
        systemd.Bind(new UnixDomainSocketEndPoint(NotifySocket));
        var gateway = await home.StartGatewayAsync(("NOTIFY_SOCKET", NotifySocket), ("WATCHDOG_USEC", "300000"));
        var heard = new List<string>();
        while (!heard.Contains("READY=1") || heard.Count(state => state is "WATCHDOG=1") < 3)
            heard.Add(await ReceiveAsync());
        await gateway.SignalAsync("TERM");
        while (!heard[^1].StartsWith("STOPPING=1\nEXTEND_TIMEOUT_USEC=", StringComparison.Ordinal))
            heard.Add(await ReceiveAsync());
        await gateway.WaitForExitAsync();
    }

    [Fact]
    public async Task Watchdog_GatewayIsStuck_IsSilent()
    {
        systemd.Bind(new UnixDomainSocketEndPoint(NotifySocket));
        var (time, isStuck, asked) = (new FakeTimeProvider(), false, 0);
        using var watchdog = new SystemdWatchdog(new SystemdNotifier(NotifySocket, TimeSpan.FromSeconds(30)), cancellationToken =>
        {
            asked++;
            return isStuck ? Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken) : Task.CompletedTask;
        }, time, NullLogger<SystemdWatchdog>.Instance);
        await watchdog.StartAsync(default);
        Assert.Equal("WATCHDOG=1", await ReceiveAsync());
        isStuck = true;
        await Poll.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return asked >= 3;
        });
        Assert.Equal(0, systemd.Available);
        isStuck = false;
        await Poll.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(10));
            return systemd.Available > 0;
        });
        await watchdog.StopAsync(default);
    }

    private async Task<string> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var buffer = new byte[1024];
        return Encoding.UTF8.GetString(buffer, 0, await systemd.ReceiveAsync(buffer, patience.Token));
    }
}
