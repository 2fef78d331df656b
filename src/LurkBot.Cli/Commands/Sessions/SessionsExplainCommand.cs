using System.CommandLine;
using System.Text.Json;
using LurkBot.Cli.Composition;
using LurkBot.Commands;
using LurkBot.Configuration;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Text;
using LurkBot.Tools;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions explain</c>: what a session may do, and why.</summary>
internal static class SessionsExplainCommand
{
    private const int NameWidth = 12;

    public static Command Create()
    {
        var key = SessionsCommand.KeyArgument();
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("explain", "Show what a session may do and which rule says so: trust, model, tools, sandbox, workspace, context, budgets. It need not exist yet.") { key, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var explanation = await SessionExplanation.GatherAsync(host.Services, await host.KeyOfAsync(result.GetValue(key)!, cancellationToken), cancellationToken);
            if (json.In(result))
                WriteJson(host, explanation);
            else
                WriteText(host, explanation);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void WriteText(Host host, SessionExplanation told)
    {
        Line("session", $"{told.Key}{(told.Exists ? "" : " (not begun yet)")}");
        Line("type", told.Key.Type.ToText());
        Line("trust", $"{ToolPolicy.Name(told.Plan.Trust)} at most: the lower of the session's and the sender's");
        Line("who talks", told.WhoMayTalk);
        Line("model", $"{told.Plan.Model.Model} ({told.ModelWhy})");
        Line("workspace", $"{told.Plan.Workspace} ({Source(SessionExplanation.Setting(host.Services, "LURKBOT_SESSION_WORKSPACE"))})");
        foreach (var tool in told.Plan.Tools)
            Line(tool == told.Plan.Tools[0] ? "tools" : "", PlanText.ToolLine(told.Plan, tool));
        var sandbox = SessionExplanation.Setting(host.Services, ToolPolicy.SandboxSetting(told.Key.Type));
        Line("sandbox", $"{(told.Sandbox is null ? "no, tools run on this machine" : told.Sandbox.Problem is { } problem ? $"yes, but {problem}" : $"yes, {told.Sandbox.Backend}, seen to hold")} ({Source(sandbox)})");
        if (told.Sandbox is not null)
        {
            foreach (var holder in told.Sandbox.Holders)
                Line("", $"{holder.Limit} is held by {holder.Mechanism}{(holder.IsHard ? "" : ", which can be passed for a moment")}");
            foreach (var limit in SessionExplanation.Settings(host.Services, sandbox: true))
                Line("", $"{limit.Definition.Name}={limit.Value ?? "not set"} ({limit.Source})");
        }

        var first = true;
        foreach (var setting in SessionExplanation.Settings(host.Services, sandbox: false))
        {
            Line(first ? "context" : "", $"{setting.Definition.Name}={setting.Value ?? "not set"} ({setting.Source})");
            first = false;
        }

        if (told.Budgets.Count == 0)
            Line("budgets", BudgetOutput.None);
        foreach (var (line, stand) in BudgetOutput.Lines(told.Budgets).Zip(told.Budgets))
            Line(stand == told.Budgets[0] ? "budgets" : "", $"{line} ({stand.Setting})");
    }

    private static string Source(SettingValue? setting) => setting is null ? "default" : $"{setting.Definition.Name}, {setting.Source}";

    private static void Line(string name, string text) => Console.WriteLine(TerminalText.Sanitize($"{name.PadRight(NameWidth)}{text}", keepNewlines: false));

    private static void WriteJson(Host host, SessionExplanation told)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("session"u8, told.Key.ToString());
            json.WriteBoolean("exists"u8, told.Exists);
            json.WriteString("type"u8, told.Key.Type.ToText());
            json.WriteString("trust"u8, ToolPolicy.Name(told.Plan.Trust));
            json.WriteString("who_talks"u8, told.WhoMayTalk);
            json.WriteString("model"u8, told.Plan.Model.Model);
            json.WriteString("model_source"u8, told.ModelWhy);
            json.WriteString("workspace"u8, told.Plan.Workspace);
            json.WriteString("workspace_source"u8, SessionExplanation.Setting(host.Services, "LURKBOT_SESSION_WORKSPACE")?.Source);
            WriteTools(json, told);
            WriteSandbox(json, host, told);
            WriteSettings(json, "context", SessionExplanation.Settings(host.Services, sandbox: false));
            BudgetOutput.Write(json, told.Budgets);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void WriteTools(Utf8JsonWriter json, SessionExplanation told)
    {
        json.WriteStartArray("tools"u8);
        foreach (var tool in told.Plan.Tools)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tool.Tool);
            json.WriteBoolean("allowed"u8, tool.IsAllowed);
            json.WriteString("rule"u8, tool.Rule);
            json.WriteBoolean("asks"u8, PlanText.Asks(told.Plan, tool));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSandbox(Utf8JsonWriter json, Host host, SessionExplanation told)
    {
        json.WriteStartObject("sandbox"u8);
        json.WriteBoolean("required"u8, told.Sandbox is not null);
        json.WriteString("setting"u8, ToolPolicy.SandboxSetting(told.Key.Type));
        json.WriteString("source"u8, SessionExplanation.Setting(host.Services, ToolPolicy.SandboxSetting(told.Key.Type))?.Source);
        if (told.Sandbox is { } sandbox)
        {
            json.WriteString("backend"u8, sandbox.Backend);
            json.WriteString("problem"u8, sandbox.Problem);
            json.WriteStartObject("held_by"u8);
            foreach (var holder in sandbox.Holders)
                json.WriteString(holder.Limit, holder.Mechanism);
            json.WriteEndObject();
            WriteSettings(json, "limits", SessionExplanation.Settings(host.Services, sandbox: true));
        }

        json.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter json, string name, IEnumerable<SettingValue> settings)
    {
        json.WriteStartArray(name);
        foreach (var setting in settings)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, setting.Definition.Name);
            json.WriteString("value"u8, setting.Value);
            json.WriteString("source"u8, setting.Source);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
