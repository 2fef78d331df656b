using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests;

/// <summary>Another process: appends to a session and prints each id once the store has acknowledged it.</summary>
internal static class Appender
{
    public static async Task<int> RunAsync(string home, string key, int count, int longest)
    {
        await using var session = await new FileSessionStore(home, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse(key), default);
        using var output = Console.OpenStandardOutput();
        for (var i = 0; i < count; i++)
        {
            var text = $"{Environment.ProcessId}-{i} {new string('x', (int)(i * 376_901L % longest))}";
            try
            {
                var stored = await session.AppendAsync([new UserEntry { Content = text, Turn = i, At = DateTimeOffset.UnixEpoch }], default);
                output.Write(System.Text.Encoding.ASCII.GetBytes($"{stored[0].Id}\n"));
            }
            catch (LurkBotException e)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
        }

        return 0;
    }
}
