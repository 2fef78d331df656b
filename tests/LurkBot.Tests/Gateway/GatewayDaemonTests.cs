using System.Globalization;
using System.Text;
using System.Text.Json;
using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Gateway;

/// <summary>A gateway in the background, and what the command line says about it.</summary>
public sealed class GatewayDaemonTests : IDisposable
{
    private readonly ChatHome home = new();

    private (string Name, string Value) Listen => ("LURKBOT_GATEWAY_LISTEN", $"unix:{Path.Combine(home.Path, "run", "gateway.sock")}");

    public void Dispose()
    {
        home.Start(["gateway", "stop"], Listen).FinishAsync().Wait();
        home.Dispose();
    }

    [Fact]
    public async Task Start_Daemon_RunsOnInASessionOfItsOwnWithoutSecretsInSight()
    {
        const string Token = "atokenofeightcharacters";
        (string, string)[] settings = [Listen, ("LURKBOT_GATEWAY_TOKEN", Token)];
        var (code, output, error) = await home.Start(["gateway", "start", "--daemon"], settings).FinishAsync();
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Ready. The gateway runs in the background", output, StringComparison.Ordinal);
        var (running, told, _) = await home.Start(["gateway", "status", "--json"], settings).FinishAsync();
        Assert.Equal(0, running);
        using var status = JsonDocument.Parse(told);
        var gateway = status.RootElement.GetProperty("gateway");
        var pid = gateway.GetProperty("pid").GetInt32();
        Assert.Equal(("ready", true), (gateway.GetProperty("state").GetString(), status.RootElement.GetProperty("used_by_chats").GetBoolean()));
        if (OperatingSystem.IsLinux())
        {
            var stat = await File.ReadAllTextAsync($"/proc/{pid}/stat");
            Assert.Equal(pid.ToString(CultureInfo.InvariantCulture), stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3]);
            if (Environment.UserName is "root")
                Assert.DoesNotContain(Token, Encoding.UTF8.GetString(await File.ReadAllBytesAsync($"/proc/{pid}/environ")), StringComparison.Ordinal);
        }

        home.Model.Says = "Hi.";
        Assert.Equal("Hi.\n", (await home.RunAsync("a sentence nobody logs", settings)).Output);
        var log = (await home.Start(["gateway", "logs", "-n", "20"], settings).FinishAsync()).Output;
        Assert.Contains("info SessionRecovery: 0 of 0 sessions", log, StringComparison.Ordinal);
        Assert.DoesNotContain("nobody logs", log, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, log, StringComparison.Ordinal);
        Assert.Equal("Stopped.\n", (await home.Start(["gateway", "stop"], settings).FinishAsync()).Output);
        Assert.Equal(1, (await home.Start(["gateway", "status"], settings).FinishAsync()).Code);
    }

    [Fact]
    public async Task Start_DaemonThatCannotListen_SaysWhyAndFails()
    {
        var file = Path.Combine(home.Path, "notes.txt");
        await File.WriteAllTextAsync(file, "precious");
        var (code, _, error) = await home.Start(["gateway", "start", "--daemon"], ("LURKBOT_GATEWAY_LISTEN", $"unix:{file}")).FinishAsync();
        Assert.Equal(1, code);
        Assert.Contains("is there and is not a socket", error, StringComparison.Ordinal);
        var (wrong, _, _) = await home.Start(["gateway", "start", "--daemon"], Listen, ("LURKBOT_GATEWAY_DRAIN", "soon")).FinishAsync();
        Assert.Equal(2, wrong);
    }

    [Fact]
    public async Task Status_OtherSettingsAndNoPersistence_SaysSo()
    {
        await home.Start(["gateway", "start", "--daemon"], Listen, ("LURKBOT_SESSION_PERSISTENCE", "false")).FinishAsync();
        var (code, output, _) = await home.Start(["gateway", "status"], Listen).FinishAsync();
        Assert.Equal(0, code);
        Assert.Contains("has other settings (LURKBOT_SESSION_PERSISTENCE)", output, StringComparison.Ordinal);
        Assert.Contains("Persistence    off", output, StringComparison.Ordinal);
        Assert.Equal("Stopped.\n", (await home.Start(["gateway", "stop"], Listen).FinishAsync()).Output);
    }
}
