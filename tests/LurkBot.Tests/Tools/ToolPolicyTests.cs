using CsCheck;
using LurkBot.Configuration;
using LurkBot.Sessions;
using LurkBot.Tools;

namespace LurkBot.Tests.Tools;

public sealed class ToolPolicyTests
{
    private static readonly string[] Names = [.. ToolNames.All, "*", "gr*", "e*"];

    private static readonly Gen<IReadOnlyList<string>> Lists =
        Gen.Int[0, Names.Length - 1].Select(index => Names[index]).Array[0, 4].Select(names => (IReadOnlyList<string>)names);

    private static readonly Gen<ToolRequest> Requests =
        Gen.Select(Gen.Enum<SessionType>(), Gen.Enum<Trust>(), Gen.Bool, Gen.Bool, Lists.Null(), Lists, Lists.Null(),
            (type, sender, sandboxed, broken, enabled, disabled, session) => new ToolRequest(type, sender)
            {
                IsSandboxed = sandboxed,
                SandboxProblem = broken ? "none" : null,
                Enabled = enabled,
                Disabled = disabled,
                Session = session,
            });

    [Theory]
    [InlineData("main", "full", false, "read write edit glob grep bash web_fetch")]
    [InlineData("main", "full", true, "read write edit glob grep bash web_fetch")]
    [InlineData("main", "partial", false, "read write edit glob grep web_fetch")]
    [InlineData("main", "low", false, "")]
    [InlineData("main", "low", true, "read write edit glob grep bash")]
    [InlineData("dm", "full", true, "read write edit glob grep bash web_fetch")]
    [InlineData("dm", "full", false, "read write edit glob grep web_fetch")]
    [InlineData("dm", "partial", true, "read write edit glob grep bash web_fetch")]
    [InlineData("dm", "partial", false, "read write edit glob grep web_fetch")]
    [InlineData("dm", "low", false, "")]
    [InlineData("group", "full", true, "read write edit glob grep bash")]
    [InlineData("group", "full", false, "")]
    [InlineData("group", "low", true, "read write edit glob grep bash")]
    [InlineData("topic", "partial", true, "read write edit glob grep bash")]
    [InlineData("topic", "full", false, "")]
    [InlineData("subagent", "full", false, "")]
    public void DecideAll_TypeAndSender_GiveTheTools(string type, string sender, bool sandboxed, string expected)
    {
        Assert.True(SessionTypeExtensions.TryParse(type, out var parsed));
        var request = new ToolRequest(parsed, Enum.Parse<Trust>(sender, ignoreCase: true)) { IsSandboxed = sandboxed };
        Assert.Equal(expected, string.Join(' ', Allowed(request)));
        Assert.Empty(sandboxed ? Allowed(request with { SandboxProblem = "bubblewrap is not installed" }).Except(["web_fetch"], StringComparer.Ordinal) : []);
    }

    [Theory]
    [InlineData("main", "full", true)]
    [InlineData("main", "partial", false)]
    [InlineData("dm", "full", false)]
    [InlineData("group", "full", false)]
    [InlineData("topic", "full", false)]
    [InlineData("subagent", "full", false)]
    public void Decide_Schedule_IsForTheOwnerInAMainSessionWhereThereAreAny(string type, string sender, bool expected)
    {
        Assert.True(SessionTypeExtensions.TryParse(type, out var parsed));
        var request = new ToolRequest(parsed, Enum.Parse<Trust>(sender, ignoreCase: true)) { IsSandboxed = true, HasSchedules = true };
        Assert.Equal(expected, ToolPolicy.Decide(request, ScheduleDesk.Tool).IsAllowed);
        Assert.False(ToolPolicy.Decide(request with { HasSchedules = false }, ScheduleDesk.Tool).IsAllowed);
    }

    [Theory]
    [InlineData("main", "full", false, true)]
    [InlineData("dm", "partial", false, true)]
    [InlineData("group", "low", true, true)]
    [InlineData("group", "low", false, false)]
    public void Decide_SendFile_GoesWithReadingAndOnlyWhereFilesAreTaken(string type, string sender, bool sandboxed, bool expected)
    {
        Assert.True(SessionTypeExtensions.TryParse(type, out var parsed));
        var request = new ToolRequest(parsed, Enum.Parse<Trust>(sender, ignoreCase: true)) { IsSandboxed = sandboxed, TakesFiles = true };
        Assert.Equal(expected, ToolPolicy.Decide(request, FileOutbox.Tool).IsAllowed);
        Assert.Equal(ToolPolicy.Decide(request, "read").IsAllowed, expected);
        Assert.False(ToolPolicy.Decide(request with { TakesFiles = false }, FileOutbox.Tool).IsAllowed);
    }

    [Fact]
    public void Decide_Lists_DenyWinsAndEachRuleIsNamed()
    {
        var request = new ToolRequest(SessionType.Main, Trust.Full) { IsSandboxed = false, Session = ["bash", "read"], SessionSetting = "S", Enabled = ["*"], Disabled = ["r*"] };
        Assert.Equal(["bash"], Allowed(request));
        Assert.Equal("LURKBOT_DISABLED_TOOLS", ToolPolicy.Decide(request, "read").Rule);
        Assert.Equal("not in S", ToolPolicy.Decide(request, "write").Rule);
        Assert.Equal("S", ToolPolicy.Decide(request, "bash").Rule);
        Assert.Equal("not in LURKBOT_ENABLED_TOOLS", ToolPolicy.Decide(request with { Enabled = ["glob"] }, "bash").Rule);
        Assert.Equal("full trust", ToolPolicy.Decide(request with { Session = null }, "bash").Rule);
        Assert.Contains("LURKBOT_GROUP_SANDBOX", ToolPolicy.Decide(request with { Type = SessionType.Topic }, "bash").Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_AnotherDeny_NeverAllowsMore() => Gen.Select(Requests, Lists).Sample((request, more) =>
        Within(Allowed(request), Allowed(request with { Disabled = [.. request.Disabled, .. more] })));

    [Fact]
    public void Decide_SessionsOwnList_NeverAllowsMoreThanItsTrust() => Requests.Sample(request =>
        Within(Allowed(request with { Session = null }), Allowed(request)));

    [Fact]
    public void Invariant07_LowSender_NeverGainsInASessionOfHighTrust() => Requests.Sample(request =>
    {
        var low = Allowed(request with { Sender = Trust.Low });
        Within(Allowed(request with { Type = SessionType.Group, Sender = Trust.Low }), low);
        Within(Allowed(request with { Sender = Trust.Full }), low);
    });

    [Fact]
    public void Invariant08_LowTrustOrBrokenSandbox_NothingRunsOutside() => Requests.Sample(request =>
    {
        if (request.Trust == Trust.Low && !request.IsSandboxed)
            Assert.Empty(Allowed(request));
        if (request is { IsSandboxed: true, SandboxProblem: not null })
            Assert.Empty(Allowed(request).Except(["web_fetch"], StringComparer.Ordinal));
    });

    [Theory]
    [InlineData("LURKBOT_DISABLED_TOOLS", "bsh", false)]
    [InlineData("LURKBOT_DISABLED_TOOLS", "bash, write", true)]
    [InlineData("LURKBOT_ENABLED_TOOLS", "*", true)]
    [InlineData("LURKBOT_TOOL_ASK", "none", true)]
    [InlineData("LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS", "read,write,bash", true)]
    [InlineData("LURKBOT_SESSION__CLI_DEFAULT_MAIN__TOOLS", "raed", false)]
    public void Load_ListOfTools_IsCheckedAtStart(string name, string text, bool good)
    {
        using var home = new TemporaryFolder();
        var loaded = ConfigurationLoader.Load(new Dictionary<string, string?>(StringComparer.Ordinal) { ["LURKBOT_HOME"] = home.Path, [name] = text });
        Assert.Equal(good, loaded.Errors.Count == 0);
        Assert.Empty(loaded.Warnings);
    }

    [Fact]
    public void Invariant08_SessionsListThatIsNotUnderstood_LeavesNoTool()
    {
        var options = new ToolOptions();
        Assert.False(Assert.Single(ToolSettingDefinitions.OfSession).Apply(options, "CLI_DEFAULT_MAIN", "raed"));
        Assert.Empty(options.Sessions["CLI_DEFAULT_MAIN"]);
    }

    private static void Within(IEnumerable<string> all, IEnumerable<string> some) => Assert.Empty(some.Except(all, StringComparer.Ordinal));

    private static IEnumerable<string> Allowed(ToolRequest request) => ToolPolicy.DecideAll(request).Where(decision => decision.IsAllowed).Select(decision => decision.Tool);
}
