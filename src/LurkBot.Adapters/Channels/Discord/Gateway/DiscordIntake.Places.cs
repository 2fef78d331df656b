using System.Text.Json;
using LurkBot.Channels.Wire;

namespace LurkBot.Channels;

/// <summary>Takes note of servers, channels and threads.</summary>
internal sealed partial class DiscordIntake
{
    private void Learn(DiscordDispatch dispatch)
    {
        try
        {
            switch (dispatch.Type)
            {
                case "GUILD_CREATE" when dispatch.Data.Deserialize(DiscordJson.Default.DiscordGuild) is { } guild:
                    state.Places.Put(guild);
                    fresh?.Arrived(guild.Id);
                    if (fresh is null)
                        SeeAll();
                    break;
                case "GUILD_DELETE" when dispatch.Data.Deserialize(DiscordJson.Default.DiscordGuild) is { } guild:
                    fresh?.Arrived(guild.Id);
                    break;
                case "CHANNEL_CREATE" or "CHANNEL_UPDATE" or "THREAD_CREATE" or "THREAD_UPDATE" when dispatch.Data.Deserialize(DiscordJson.Default.DiscordRoom) is { } room:
                    state.Places.Put(room);
                    if (fresh is null)
                        See(room, room.Id);
                    break;
                case "THREAD_LIST_SYNC" when dispatch.Data.Deserialize(DiscordJson.Default.DiscordThreads) is { GuildId: { } guild, Threads: { } threads }:
                    foreach (var thread in threads)
                        state.Places.Put(thread with { GuildId = guild });
                    break;
                case "CHANNEL_DELETE" or "THREAD_DELETE" when dispatch.Data.Deserialize(DiscordJson.Default.DiscordRoom) is { } gone:
                    state.Places.Remove(gone.Id);
                    chats.Remove(gone.Id);
                    break;
                case "GUILD_ROLE_CREATE" or "GUILD_ROLE_UPDATE" when dispatch.Data.Deserialize(DiscordJson.Default.DiscordRoleChange) is { Role: { } role } change:
                    state.Places.Put(change.GuildId, role);
                    break;
                case "MESSAGE_CREATE" when dispatch.Data.Deserialize(DiscordJson.Default.DiscordMessage) is { } message && message.Author?.Id == state.Self?.Id:
                    state.Heard(message);
                    break;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // What it would have told can be asked for.
        }
    }
}
