using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Channels;

/// <summary>One request on its route, decoded.</summary>
/// <param name="World">The world.</param>
/// <param name="Bot">The bot that calls; null on a route without authorization.</param>
/// <param name="Values">The variable parts of the path.</param>
/// <param name="Query">The query.</param>
/// <param name="Body">The body; null without one.</param>
/// <param name="Files">The files by the name of their part.</param>
internal sealed record RestCall(
    DiscordWorld World, DiscordBot? Bot, IReadOnlyDictionary<string, string> Values, IQueryCollection Query, JsonNode? Body, IReadOnlyDictionary<string, UploadedFile> Files)
{
    public DiscordBot Caller => Bot!;

    public string this[string name] => Values[name];

    public RestForm Form(string path = "") => new(Body as JsonObject ?? [], World.Problem, path);

    public int? QueryInteger(string name, int min, int max)
    {
        if (!Query.ContainsKey(name))
            return null;
        if (!int.TryParse(Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw RestRefusal.Form(name, "NUMBER_TYPE_COERCE", $"Value \"{Query[name]}\" is not int.");
        if (number < min || number > max)
            throw RestRefusal.Form(name, number < min ? "NUMBER_TYPE_MIN" : "NUMBER_TYPE_MAX", $"int value should be {(number < min ? "greater" : "less")} than or equal to {(number < min ? min : max)}.");
        return number;
    }

    /// <summary>The room that the path names, if the bot may look into it.</summary>
    public DiscordRoom Room(string name = "channel")
    {
        var id = Id(name);
        var room = World.Rooms.FirstOrDefault(room => room.Id == id) ?? throw RestRefusal.UnknownChannel;
        // A direct channel of others is not there; a channel without the permission is refused.
        return room.IsSeenBy(Caller) ? room : room.IsDirect ? throw RestRefusal.UnknownChannel : throw RestRefusal.MissingAccess;
    }

    public DiscordPost Post(DiscordRoom room) => room.Find(Id("message")) is { EphemeralFor: null } post ? post : throw RestRefusal.UnknownMessage;

    public DiscordGuild Guild()
    {
        var id = Id("guild");
        var guild = World.Guilds.Find(guild => guild.Id == id) ?? throw RestRefusal.UnknownGuild;
        return guild.Has(Caller) ? guild : throw RestRefusal.MissingAccess;
    }

    /// <summary>A post as the bot gets it in an answer.</summary>
    public JsonObject Show(DiscordPost post, DiscordBot? bot = null) => post.ToJson(World.Root, World.Now, bot ?? Caller, (bot ?? Caller).HasMessageContent, isEvent: false);

    private string Id(string name) => Snowflakes.IsValid(this[name]) ? this[name] : throw RestRefusal.Form(name + "_id", "NUMBER_TYPE_COERCE", $"Value \"{this[name]}\" is not snowflake.");
}
