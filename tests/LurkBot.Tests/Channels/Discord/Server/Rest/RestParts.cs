using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>The parts of a message: embeds, buttons, allowed mentions.</summary>
internal static class RestParts
{
    public static JsonArray? Embeds(RestForm form, Action<string> problem)
    {
        if (form.Array("embeds", 10) is not { } embeds)
            return null;
        var total = 0;
        foreach (var (at, embed) in embeds.OfType<JsonObject>().Index())
        {
            var inner = form.In(embed, $"embeds.{at}");
            total += (inner.Text("title", 256)?.Length ?? 0) + (inner.Text("description", 4096)?.Length ?? 0);
            foreach (var name in (string[])["type", "url", "timestamp", "color", "footer", "image", "thumbnail", "video", "provider", "author", "fields"])
                _ = inner.Raw(name);
            inner.CheckUnknown();
            if (embed.Count == 0)
                problem("An embed is empty");
        }

        if (total > 6000)
            form.Fail("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
        foreach (var embed in embeds.OfType<JsonObject>())
            embed["type"] ??= "rich";
        return (JsonArray)embeds.DeepClone();
    }

    /// <summary>Rows of buttons. Other components are not served.</summary>
    public static JsonArray? Components(RestForm form, Action<string> problem)
    {
        if (form.Array("components", 5) is not { } rows)
            return null;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (at, row) in rows.OfType<JsonObject>().Index())
        {
            var inner = form.In(row, $"components.{at}");
            if (inner.Integer("type", isRequired: true) is not 1)
                form.Fail($"components.{at}.type", "BASE_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).", "UNION_TYPE_CHOICES");
            _ = inner.Raw("id");
            if (inner.Array("components", 5) is not { Count: > 0 } buttons)
                form.Fail($"components.{at}.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.");
            else
                foreach (var (place, button) in buttons.OfType<JsonObject>().Index())
                    Button(form.In(button, $"components.{at}.components.{place}"), ids, problem);
            inner.CheckUnknown();
        }

        return (JsonArray)rows.DeepClone();
    }

    public static DiscordAllowed? Allowed(RestForm form)
    {
        if (form.Object("allowed_mentions") is not { } json)
            return null;
        var inner = form.In(json, "allowed_mentions");
        var parse = Texts(inner.Array("parse", 3));
        foreach (var (at, kind) in parse.Index())
            inner.Choice($"parse.{at}", kind, "users", "roles", "everyone");
        var (users, roles) = (Texts(inner.Array("users", 100)), Texts(inner.Array("roles", 100)));
        foreach (var (kind, named) in ((string, string[])[])[("users", users), ("roles", roles)])
        {
            if (named.Length > 0 && parse.Contains(kind))
                form.Fail("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", $"parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
        }

        var allowed = new DiscordAllowed([.. parse], [.. users], [.. roles], inner.Flag("replied_user"));
        inner.CheckUnknown();
        return allowed;
    }

    private static void Button(RestForm form, HashSet<string> ids, Action<string> problem)
    {
        if (form.Integer("type", isRequired: true) is not (null or 2))
            problem("This server serves no component but buttons");
        var (style, label, emoji) = (form.Integer("style", 1, 5, isRequired: true), form.Text("label", 80), form.Object("emoji"));
        var (id, url) = (form.Text("custom_id", 100, min: 1), form.Text("url", 512));
        _ = form.Flag("disabled");
        _ = form.Raw("id");
        form.CheckUnknown();
        if (string.IsNullOrEmpty(label) && emoji is null)
            form.Fail("label", "BUTTON_COMPONENT_LABEL_REQUIRED", "A label or an emoji is required", "BASE_TYPE_REQUIRED");
        if (style == 5 ? url is null : id is null)
            form.Fail(style == 5 ? "url" : "custom_id", "BASE_TYPE_REQUIRED", style == 5 ? "A url is required" : "A custom id is required", "COMPONENT_CUSTOM_ID_REQUIRED");
        if (style == 5 ? id is not null : url is not null)
            form.Fail("custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified");
        if (id is not null && !ids.Add(id))
            form.Fail("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    }

    private static string[] Texts(JsonArray? array) => [.. (array ?? []).Select(item => item?.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string)item! : item?.ToJsonString() ?? "")];
}
