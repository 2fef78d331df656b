using System.Globalization;
using Telegram.Bot.Types;

namespace LurkBot.Channels;

/// <summary>The bot, as Telegram knows it.</summary>
/// <param name="Id">Its id, the account of all its chats.</param>
/// <param name="Username">Its name, without an @; null when it has none.</param>
internal sealed record TelegramBot(long Id, string? Username)
{
    /// <summary>Its id as an account.</summary>
    public string Account => Id.ToString(CultureInfo.InvariantCulture);

    public static TelegramBot From(User user) => new(user.Id, user.Username);
}
