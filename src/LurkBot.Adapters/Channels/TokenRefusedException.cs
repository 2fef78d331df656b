namespace LurkBot.Channels;

/// <summary>A platform does not take a token: another one may be given.</summary>
/// <param name="message">What is wrong, and where the right token is.</param>
internal sealed class TokenRefusedException(string message) : LurkBotException(message);
