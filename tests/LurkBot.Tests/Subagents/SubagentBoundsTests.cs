using CsCheck;
using LurkBot.Access;
using LurkBot.Budgets;
using LurkBot.Configuration;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Subagents;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Turns;
using LurkBot.Tools;

namespace LurkBot.Tests.Subagents;

/// <summary>A subagent never has more than the turn that starts it, whatever its definition, its call and the settings say.</summary>
public sealed class SubagentBoundsTests
{
    private static readonly Gen<IReadOnlyList<string>> Names = Gen.OneOf([.. ToolNames.All, "*", "sessions_*", "none"]).Array[0, 6].Select(names => (IReadOnlyList<string>)names);

    private static readonly Gen<LurkBotOptions> Settings = Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Names, Names, Gen.Enum<Visibility>(), Gen.Enum<Visibility>(), (main, dm, group, enabled, disabled, one, other) =>
    {
        var options = new LurkBotOptions { Home = "/h" };
        (options.Sandbox.Main, options.Sandbox.Dm, options.Sandbox.Group) = (main, dm, group);
        (options.Tools.Enabled, options.Tools.Disabled) = (enabled.Count == 0 ? null : enabled, disabled);
        foreach (var type in Enum.GetValues<SessionType>())
            options.Access.Set(type, type is SessionType.Subagent ? one : other);
        return options;
    });

    private static readonly Gen<SubagentDefinition> Definitions = Gen.Select(Names, Gen.Bool, Gen.Bool, (tools, hasTools, reads) =>
        new SubagentDefinition("x", "d", "p") { Tools = hasTools ? ToolNames.ParseOfAgents(string.Join(',', tools), out _) : null, ReadsParent = reads });

    private static readonly Gen<SubagentCall> Calls = Gen.Select(Names, Gen.Bool, Gen.Bool, Gen.Bool, (tools, hasTools, isNamed, reads) =>
        new SubagentCall("do it") { Agent = isNamed ? "x" : null, Tools = hasTools ? ToolNames.ParseOfAgents(string.Join(',', tools), out _) : null, ReadsParent = reads ? true : null });

    [Fact]
    public void Subagent_NeverHasMoreToolsTrustOrSightThanItsParent_DownToTheLastLevel() =>
        Gen.Select(Settings, Definitions, Calls, Gen.Enum<SessionType>(), Gen.Enum<Trust>(), Gen.Enum<Trust>()).Sample((options, definition, call, type, sender, speaker) =>
        {
            var parent = PlanOf(SessionKey.Create("cli", "a", type), sender, options, null);
            for (var depth = 1; depth <= 2; depth++)
            {
                var own = ToolsOf(parent);
                if (call.Tools?.All(own.Contains) == false)
                    Assert.Throws<ToolRefusedException>(() => SubagentPlanner.Plan(GivenBy(parent), call, [definition], options, out _, out _));
                call = call with { Tools = call.Tools is { } asked ? [.. asked.Where(own.Contains)] : null };
                var charter = SubagentPlanner.Plan(GivenBy(parent), call, [definition], options, out _, out _);
                Assert.Equal(charter, SubagentCharter.TryParse(charter.ToString()));
                // Whoever speaks in its session, the owner too.
                var child = PlanOf(SessionKey.Create("cli", "a-1", SessionType.Subagent), speaker, options, charter);
                Assert.Subset(ToolsOf(parent), ToolsOf(child));
                Assert.True(child.Trust <= parent.Trust && child.Visibility <= parent.Visibility);
                Assert.True(child.IsSandboxed || !parent.IsSandboxed);
                Assert.True(child.IsSandboxed || !ToolsOf(child).Overlaps(["bash", "write", "edit"]));
                Assert.True(charter.Reads is null || !ToolsOf(child).Overlaps(["write", "edit"]));
                if (definition.Tools is { } named && call.Agent is not null)
                    Assert.Subset(named.ToHashSet(StringComparer.Ordinal), ToolsOf(child));
                parent = child;
            }

            Assert.DoesNotContain(TurnSubagents.Tool, ToolsOf(parent));
            Assert.Throws<ToolRefusedException>(() => SubagentPlanner.Plan(GivenBy(parent), call, [definition], options, out _, out _));
        }, iter: 2_000);

    [Theory]
    // The session that started it, and what it started itself; no one else's.
    [InlineData("cli:c-1:subagent", "cli:a:main", true)]
    [InlineData("cli:c-1:subagent", "cli:c-2:subagent", true)]
    [InlineData("cli:c-1:subagent", "cli:other-1:subagent", false)]
    [InlineData("cli:c-1:subagent", "telegram:2:dm", false)]
    [InlineData("cli:c-1:subagent", "cli:b:main", false)]
    [InlineData("cli:c-2:subagent", "cli:c-1:subagent", true)]
    [InlineData("cli:c-2:subagent", "cli:a:main", true)]
    [InlineData("telegram:2:dm", "cli:c-1:subagent", false)]
    [InlineData("discord:9:group", "cli:c-1:subagent", false)]
    public void Subagent_Sees_WhatTheTableSays(string own, string target, bool reads)
    {
        var family = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["cli:c-1:subagent"] = ["cli:a:main"], ["cli:c-2:subagent"] = ["cli:c-1:subagent", "cli:a:main"], ["cli:other-1:subagent"] = ["cli:b:main"] };
        var key = SessionKey.Parse(own);
        var actor = new SessionActor(key, Trust.Full < key.Type.MaximumTrust() ? Trust.Full : key.Type.MaximumTrust(), new AccessOptions().Of(key.Type), [PersonId.Owner]);
        Assert.Equal(reads, AccessRules.WhyNotRead(actor, FactsOf(own), FactsOf(target)) is null);

        SessionFacts FactsOf(string name) => new(SessionKey.Parse(name), [], [.. family.GetValueOrDefault(name, []).Select(SessionKey.Parse)]);
    }

    [Fact]
    public async Task Access_ToASubagentOfTheOwner_TakesTheTrustThatItWasGiven()
    {
        await using var home = new ExchangeHome((messages, _) => ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text(result)
            : SubagentTests.Said(messages).EndsWith("look", StringComparison.Ordinal) ? ScriptedModel.Text("Done.") : ExchangeHome.Call("sessions_spawn", ("task", "look")));
        await home.AskAsync("cli:a:main", "Go");
        var child = SessionKey.Parse(Assert.Single(await SubagentTests.ChildrenAsync(home)));
        SessionActor Of(string key, Trust trust) => new(SessionKey.Parse(key), trust, Visibility.All, [PersonId.Owner]);
        Assert.Null(await home.Services.Access.WhyNotSendAsync(Of("cli:b:main", Trust.Full), child, default));
        Assert.Equal("nothing is sent to a session of more trust", await home.Services.Access.WhyNotSendAsync(Of("cli:b:main", Trust.Partial), child, default));
        Assert.Equal("nothing is sent to a session of more trust", await home.Services.Access.WhyNotSendAsync(Of("discord:9:group", Trust.Low), child, default));
    }

    private static TurnPlan PlanOf(SessionKey key, Trust sender, LurkBotOptions options, SubagentCharter? charter) =>
        TurnPlanner.Plan(new TurnPlanRequest(key, sender, options, ModelCatalogue.BuiltIn, new ResolvedModel("offline", "test")) { Budgets = new BudgetOptions(), Workspace = "/w", Charter = charter });

    private static HashSet<string> ToolsOf(TurnPlan plan) => [.. plan.Tools.Where(tool => tool.IsAllowed).Select(tool => tool.Tool)];

    private static TurnSubagents GivenBy(TurnPlan plan) =>
        new(null!, new TurnExchange(null!, new SessionActor(plan.Key, plan.Trust, plan.Visibility, []), null!, 1, new Sender("owner", "Ada", plan.Trust), null), [.. ToolsOf(plan)])
        {
            Workspace = plan.Workspace,
            IsSandboxed = plan.IsSandboxed,
            Model = plan.Model.Model,
            Charter = plan.Charter,
        };
}
