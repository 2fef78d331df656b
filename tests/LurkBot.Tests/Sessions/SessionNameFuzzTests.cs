using System.Text;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Sessions;

/// <summary>Keys, file names and environment names, with the most hostile Unicode that a platform's chat id may have. Ten minutes in the long tier.</summary>
public sealed class SessionNameFuzzTests : IDisposable
{
    private static readonly string[] Channels = ["cli", "a", "telegram", "my-chat2", "x--y", "a-", "abcdefghijklmnopqrstuvwxyz012345"];

    private static readonly string[] Types = ["main", "dm", "group", "topic", "subagent"];

    /// <summary>What names are mistaken for one another by: letter case, composed and decomposed letters, escapes, separators, our own marks, reserved names.</summary>
    private static readonly string[] Pieces =
    [
        "a", "A", "b", "1", "_", "__", "-", ":", "/", "\\", ".", "..", "%", "%2F", "%2f", "%25", "%-", "%~", "%C3%A4", "ä", "a\u0308", "Ä", "ß", "SS", "ı", "İ", "i", "I", "K", "ｆ", "ﬁ", "日本", "😀", "\U000E0041", "\u200b", "\u202e", "\ufeff", "\ufffd", "\u00a0", "\ufe0f",
        "CON", "nul", "main", "_main.json", ".json", ".json.gz", "~", "#", "@", "+", "=", " ", "'", "\"", "*", "?", "$HOME", "`x`", "\n", "\0", "\u0085", "\ud800", "\udfff", "%-0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef",
    ];

    private const int Properties = 4;

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public void Invariant10_AnyKeys_HaveFileNamesOfTheirOwnThatLeadBack() => Fuzzing.Run(Properties, random =>
    {
        var (files, keys) = (new Dictionary<string, SessionKey>(StringComparer.Ordinal), Keys(random));
        foreach (var key in keys)
        {
            Assert.Equal(key.ToString(), SessionKey.Parse(key.ToString()).ToString());
            // Letter case counts, and so does how a letter is composed.
            Assert.All(keys, other => Assert.Equal(string.Equals(key.ToString(), other.ToString(), StringComparison.Ordinal), key == other));
            var (name, hashed) = (SessionFileName.For(key), SessionFileName.WithHash(key));
            foreach (var file in (string[])[name, hashed])
            {
                Assert.True(file.Length <= SessionFileName.MaximumBytes && file.All(letter => letter is > ' ' and < '\u007f' and not ('/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|')) && !file.StartsWith('.'), file);
                // No two keys share a file, whatever name each of them has.
                Assert.True(files.TryAdd(file, key) || files[file] == key, $"{key} and {files[file]} share {file}");
            }

            Assert.True(SessionFileName.HasHash(hashed));
            Assert.False(SessionFileName.TryParse(hashed, out _));
            Assert.True(SessionFileName.HasHash(name) ? name == hashed : SessionFileName.TryParse(name, out var back) && back == key, name);
        }

        // On a disk that does not tell letter cases apart, at least the second name is a key's own.
        var distinct = keys.Distinct().Select(key => SessionFileName.WithHash(key).ToUpperInvariant()).ToList();
        Assert.Equal(distinct.Count, distinct.Distinct(StringComparer.Ordinal).Count());
    });

    [Fact]
    public void Invariant10_AnyFileName_IsOneKeysOrNone() => Fuzzing.Run(Properties, random =>
    {
        var name = random.Next(2) == 0 ? $"cli_{Text(random)}_main.json" : Text(random);
        if (SessionFileName.TryParse(name, out var key))
            Assert.Equal(name, SessionFileName.For(key));
        Assert.Null(Record.Exception(() => SessionFileName.HasHash(name)));
        Assert.Null(Record.Exception(() => SessionEnvironmentName.IsPossible(name)));
    });

    [Fact]
    public void Invariant10_EnvironmentName_MeansEachKeyThatHasIt() => Fuzzing.Run(Properties, random =>
    {
        var keys = Keys(random);
        foreach (var key in keys)
        {
            var name = SessionEnvironmentName.For(key);
            Assert.True(name.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) || letter is '_'), name);
            // Two underscores part a variable's name from the setting.
            Assert.DoesNotContain("__", name, StringComparison.Ordinal);
            Assert.True(SessionEnvironmentName.IsPossible(name), name);
            Assert.All(keys, other => Assert.Equal(string.Equals(SessionEnvironmentName.For(other), name, StringComparison.Ordinal), SessionEnvironmentName.IsFor(name, other)));
        }
    });

    [Fact]
    public void Invariant10_SessionsOfAnyKeys_AreFilesOfTheirOwnAndFoundByEachName() => Fuzzing.Run(Properties, random =>
    {
        var folder = Directory.CreateDirectory(Path.Combine(home.Path, Guid.NewGuid().ToString("N"))).FullName;
        var keys = Keys(random).Take(6).ToList();
        var store = new FileSessionStore(folder, TimeProvider.System, new FileStoreOptions { Sync = SessionSync.Off });
        foreach (var key in keys)
        {
            using var session = (FileSession)store.OpenOrCreateAsync(key, default).AsTask().GetAwaiter().GetResult();
            session.Append([new UserEntry { Content = key.ToString() }]);
        }

        var listing = store.ListAsync(default).AsTask().GetAwaiter().GetResult();
        Assert.Empty(listing.Problems);
        Assert.Equal(keys.Select(key => key.ToString()).Order(StringComparer.Ordinal), listing.Sessions.Select(info => info.Key.ToString()).Order(StringComparer.Ordinal));
        var directory = new SessionDirectory(new FileSessionStore(folder, TimeProvider.System), TimeProvider.System);
        foreach (var key in keys)
        {
            using var session = (FileSession)new FileSessionStore(folder, TimeProvider.System).OpenAsync(key, default).AsTask().GetAwaiter().GetResult()!;
            Assert.Equal([key.ToString()], session.Entries().Select(entry => entry.Content));
            // One session, or all that have the name: never another one, and none of them left out.
            var name = SessionEnvironmentName.For(key);
            var found = directory.FindByEnvironmentNameAsync(name, default).AsTask().GetAwaiter().GetResult();
            Assert.Equal(keys.Where(other => string.Equals(SessionEnvironmentName.For(other), name, StringComparison.Ordinal)).ToHashSet(), found.ToHashSet());
            Assert.Equal([key], directory.ResolveAsync(key.ToString(), default).AsTask().GetAwaiter().GetResult());
        }

        Directory.Delete(folder, recursive: true);
    });

    /// <summary>Keys that look like each other.</summary>
    private static List<SessionKey> Keys(Random random)
    {
        var keys = new List<SessionKey>();
        while (keys.Count < 12)
        {
            var chat = Text(random);
            foreach (var text in (string[])[chat, chat.ToUpperInvariant(), chat.Normalize(IsWhole(chat) ? NormalizationForm.FormD : NormalizationForm.FormC), chat + "_", chat.Replace('-', '_'), chat + Pieces[random.Next(Pieces.Length)]])
            {
                if (SessionKey.TryParse($"{Channels[random.Next(Channels.Length)]}:{text}:{Types[random.Next(Types.Length)]}", out var key, out _) && !keys.Exists(known => string.Equals(known.ToString(), key.ToString(), StringComparison.Ordinal)))
                    keys.Add(key);
            }
        }

        return keys;
    }

    private static bool IsWhole(string text) => !text.Any(char.IsSurrogate);

    private static string Text(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, random.Next(8) == 0 ? 300 : 7)).Select(_ => random.Next(6) == 0 ? char.ConvertFromUtf32(RandomScalar(random)) : Pieces[random.Next(Pieces.Length)]));

    private static int RandomScalar(Random random)
    {
        var value = random.Next(0x10FFFF - 0x800);
        return value < 0xD800 ? value : value + 0x800;
    }
}
