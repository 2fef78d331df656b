using System.Globalization;
using System.Text;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Benchmarks;

/// <summary>A home with sessions of a platform that have a history: what people and an assistant say to each other, some of it with tools and code.</summary>
internal static class SoakHome
{
    /// <summary>The first person; the others are numbered on.</summary>
    public const long FirstPerson = 100_000;

    private const string Words = "the garden house needs another look before we paint it because rain came through where boards meet and nobody wrote down which ones were replaced last spring so please compare both lists ";

    /// <summary>Makes it: one session through the store, the others as its copies, since making them one by one would sync each.</summary>
    /// <param name="home">The folder.</param>
    /// <param name="sessions">How many.</param>
    /// <param name="entries">How many entries each has.</param>
    public static async Task MakeAsync(string home, int sessions, int entries)
    {
        var store = new FileSessionStore(home, TimeProvider.System);
        string id;
        await using (var session = await store.OpenOrCreateAsync(KeyOf(0), default))
        {
            id = session.Info.Id.ToString()!;
            await session.AppendAsync([.. Enumerable.Range(0, entries).Select(Entry)], default);
        }

        var document = await File.ReadAllTextAsync(Path.Combine(store.Folder, SessionFileName.For(KeyOf(0))));
        var chat = FirstPerson.ToString(CultureInfo.InvariantCulture);
        if (!document.Contains(id, StringComparison.Ordinal))
            throw new InvalidOperationException("The file does not name its session.");
        for (var i = 1; i < sessions; i++)
        {
            var copy = document.Replace(chat, (FirstPerson + i).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace(id, new SessionId(Guid.CreateVersion7()).ToString()!, StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(store.Folder, SessionFileName.For(KeyOf(i))), copy);
        }
    }

    private static SessionKey KeyOf(int i) => SessionKey.Create("telegram", (FirstPerson + i).ToString(CultureInfo.InvariantCulture), SessionType.Dm);

    private static Entry Entry(int i) => i % 2 == 0
        ? new UserEntry { Content = Text(i, 60 + (i * 37 % 240)), Turn = i + 1, At = At(i), Sender = new Sender(FirstPerson.ToString(CultureInfo.InvariantCulture), "P", Trust.Partial) }
        : new AssistantEntry { Content = Text(i, 200 + (i * 53 % 900)), Turn = i, At = At(i), Model = "openai/m", Finish = "stop", Heard = [i], Answers = [i], Usage = new Usage(900 + (60 * i), 120, 0) };

    private static DateTimeOffset At(int i) => DateTimeOffset.UnixEpoch.AddYears(56).AddMinutes(i);

    private static string Text(int i, int length)
    {
        var text = new StringBuilder();
        while (text.Length < length)
            text.Append(Words);
        return string.Create(CultureInfo.InvariantCulture, $"{i}. {text.ToString(i % 40, length - 45 > 0 ? length - 45 : length)}");
    }
}
