using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LurkBot.Tests.Channels;

/// <summary>Application commands.</summary>
internal sealed partial class RestRoutes
{
    private const int CommandsMax = 100;
    private const int CreatesMax = 200;

    private static RestAnswer Commands(RestCall call, string guild)
    {
        CheckApplication(call);
        return RestAnswer.List(call.Caller.Commands.GetValueOrDefault(guild, []).Select(command => (JsonObject)command.DeepClone()));
    }

    private RestAnswer PutCommands(RestCall call, string guild)
    {
        CheckApplication(call);
        if (call.Body is not JsonArray given)
            throw RestRefusal.Form("_", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
        if (given.Count > CommandsMax)
            throw RestRefusal.BadRequest(30032, $"Maximum number of application commands reached ({CommandsMax})");
        var top = new RestForm([], world.Problem, "");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (at, command) in given.OfType<JsonObject>().Index())
        {
            Command(top.In(command, $"{at}"), world.Problem);
            if (!names.Add((string?)command["name"] ?? ""))
                top.Fail($"{at}.name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
        }

        top.Check();
        var old = call.Caller.Commands.GetValueOrDefault(guild, []);
        var made = given.OfType<JsonObject>().Select(command => Complete(command, call.Caller, guild, old.Find(known => (string?)known["name"] == (string?)command["name"]))).ToList();
        var creates = call.Caller.CommandCreates.GetValueOrDefault(guild) + made.Count(command => !old.Exists(known => (string?)known["id"] == (string?)command["id"]));
        if (creates > CreatesMax)
            throw RestRefusal.BadRequest(30034, $"Max number of daily application command creates has been reached ({CreatesMax})");
        (call.Caller.CommandCreates[guild], call.Caller.Commands[guild]) = (creates, made);
        return RestAnswer.List(made.Select(command => (JsonObject)command.DeepClone()));
    }

    private static void CheckApplication(RestCall call)
    {
        if (call["application"] != call.Caller.Id)
            throw new RestRefusal(403, 20012, "You are not authorized to perform this action on this application");
    }

    private JsonObject Complete(JsonObject command, DiscordBot bot, string guild, JsonObject? old)
    {
        var made = (JsonObject)command.DeepClone();
        (made["id"], made["application_id"], made["version"]) = ((string?)old?["id"] ?? world.Ids.Next(), bot.Id, world.Ids.Next());
        made["type"] ??= 1;
        made["default_member_permissions"] ??= null;
        made["nsfw"] ??= false;
        if (guild.Length > 0)
            made["guild_id"] = guild;
        return made;
    }

    private static void Command(RestForm form, Action<string> problem)
    {
        var type = form.Integer("type", 1, 4) ?? 1;
        var name = form.Text("name", 32, min: 1, isRequired: true);
        if (type == 1 && name is not null && (!CommandName().IsMatch(name) || name.Any(char.IsUpper)))
            form.Fail("name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
        _ = form.Text("description", 100, min: type == 1 ? 1 : 0, isRequired: type == 1);
        foreach (var known in (string[])["id", "default_member_permissions", "contexts", "integration_types", "nsfw", "dm_permission", "name_localizations", "description_localizations", "handler"])
            _ = form.Raw(known);
        Options(form, problem, depth: 0);
        form.CheckUnknown();
    }

    private static void Options(RestForm form, Action<string> problem, int depth)
    {
        var wasOptional = false;
        foreach (var (at, option) in (form.Array("options", 25) ?? []).OfType<JsonObject>().Index())
        {
            var inner = form.In(option, $"options.{at}");
            var type = inner.Integer("type", 1, 11, isRequired: true);
            var name = inner.Text("name", 32, min: 1, isRequired: true);
            if (name is not null && (!CommandName().IsMatch(name) || name.Any(char.IsUpper)))
                form.Fail($"options.{at}.name", "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
            _ = inner.Text("description", 100, min: 1, isRequired: true);
            var isRequired = inner.Flag("required");
            if (isRequired && wasOptional)
                form.Fail($"options.{at}", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options");
            wasOptional |= !isRequired && type is > 2;
            foreach (var (place, choice) in (inner.Array("choices", 25) ?? []).OfType<JsonObject>().Index())
            {
                var one = inner.In(choice, $"choices.{place}");
                (_, _, _) = (one.Text("name", 100, min: 1, isRequired: true), one.Raw("value"), one.Raw("name_localizations"));
                one.CheckUnknown();
            }

            foreach (var known in (string[])["min_value", "max_value", "min_length", "max_length", "autocomplete", "channel_types", "name_localizations", "description_localizations"])
                _ = inner.Raw(known);
            if (type is 1 or 2 && depth < 2)
                Options(inner, problem, depth + 1);
            inner.CheckUnknown();
        }
    }

    [GeneratedRegex(@"^[-_'\p{L}\p{N}\p{IsDevanagari}\p{IsThai}]{1,32}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommandName();
}
