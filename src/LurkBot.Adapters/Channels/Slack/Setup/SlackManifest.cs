using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Channels;

/// <summary>The manifest of the app: pasted once, it makes an app with everything that the channel needs.</summary>
internal static class SlackManifest
{
    private static readonly JsonSerializerOptions Writing = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The manifest, as JSON.</summary>
    public static string Text { get; } = new JsonObject
    {
        ["display_information"] = new JsonObject { ["name"] = "LurkBot", ["description"] = "A personal assistant, self-hosted." },
        ["features"] = new JsonObject
        {
            ["app_home"] = new JsonObject { ["home_tab_enabled"] = false, ["messages_tab_enabled"] = true, ["messages_tab_read_only_enabled"] = false },
            ["bot_user"] = new JsonObject { ["display_name"] = "LurkBot", ["always_online"] = true },
            ["agent_view"] = new JsonObject { ["agent_description"] = "A personal assistant, self-hosted." },
            ["slash_commands"] = new JsonArray(new JsonObject { ["command"] = SlackMapper.OwnCommand, ["description"] = "Commands of the assistant", ["usage_hint"] = "help", ["should_escape"] = true }),
        },
        ["oauth_config"] = new JsonObject { ["scopes"] = new JsonObject { ["bot"] = new JsonArray([.. SlackScopes.Bot.Select(scope => (JsonNode)scope.Scope)]) } },
        ["settings"] = new JsonObject
        {
            ["event_subscriptions"] = new JsonObject { ["bot_events"] = new JsonArray([.. SlackScopes.Events.Select(name => (JsonNode)name)]) },
            ["interactivity"] = new JsonObject { ["is_enabled"] = true },
            ["org_deploy_enabled"] = false,
            ["socket_mode_enabled"] = true,
            ["token_rotation_enabled"] = false,
        },
    }.ToJsonString(Writing);
}
