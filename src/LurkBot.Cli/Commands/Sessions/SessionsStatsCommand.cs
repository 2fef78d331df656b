using System.CommandLine;
using System.Globalization;
using System.Text;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Cli.Terminal;
using LurkBot.Commands;
using LurkBot.Interop;
using LurkBot.Rendering;
using LurkBot.Search;
using LurkBot.Storage;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions stats</c>: how much was said, by whom, where and when, and what it takes on disk.</summary>
internal static class SessionsStatsCommand
{
    private const int BarCells = 30;

    public static Command Create()
    {
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("stats", "Count sessions, messages, people and bytes.") { json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            host.RequirePersistence("there is nothing to count.");
            HomeFolder.Create(host.Options.Home);
            var progress = new ProgressLine(host.Time, "sessions read into the search index");
            using var index = SqliteSessionIndex.Open(host.Store, host.Options.Home, progress.Report);
            var figures = await index.CountAsync(host.Time.GetUtcNow(), host.Options.Sessions.Timeout, cancellationToken);
            progress.Clear();
            foreach (var problem in figures.Problems)
                Warnings.Write(problem);
            var disk = DiskUse(host.Options.Home);
            if (json.In(result))
                JsonOutput.Write(StatisticsJson.Of(figures, disk), ReportJson.Default.StatisticsJson);
            else
                Console.Write(Text(figures, disk));
            return ExitCodes.Success;
        });
        return command;
    }

    private static string Text(SessionStatistics figures, IReadOnlyList<Tally> disk)
    {
        var text = new StringBuilder();
        text.Append(Plural(figures.Sessions, "session")).Append(figures.ByState.Count == 0 ? "" : ": ").AppendJoin(", ", figures.ByState.Select(tally => $"{tally.Count} {tally.Name}")).AppendLine();
        text.Append(Plural(figures.Messages, "message")).Append(" among ").Append(Plural(figures.Entries, "entry", "entries"));
        if (figures is { First: { } first, Last: { } last })
            text.Append(CultureInfo.InvariantCulture, $", {first.LocalDateTime:yyyy-MM-dd} to {last.LocalDateTime:yyyy-MM-dd}");
        text.AppendLine();
        Table(text, "Messages by channel", figures.ByChannel, Number);
        Table(text, "Messages by person", figures.ByPerson, Number);
        Table(text, "Messages by month", figures.ByMonth, Number);
        Table(text, "On disk", disk, Bytes);
        return text.ToString();
    }

    private static void Table(StringBuilder text, string title, IReadOnlyList<Tally> tallies, Func<long, string> show)
    {
        if (tallies.Count == 0)
            return;
        var names = tallies.Select(tally => TerminalText.Sanitize(tally.Name, keepNewlines: false)).ToList();
        var (nameWidth, countWidth) = (names.Max(name => CellWidth.Of(name)), tallies.Max(tally => show(tally.Count).Length));
        var most = Math.Max(1, tallies.Max(tally => tally.Count));
        text.AppendLine().AppendLine(title);
        for (var i = 0; i < tallies.Count; i++)
        {
            var bar = (int)(tallies[i].Count * BarCells / most);
            text.Append("  ").Append(names[i]).Append(' ', Math.Max(0, nameWidth - CellWidth.Of(names[i]))).Append("  ").Append(show(tallies[i].Count).PadLeft(countWidth))
                .Append(bar > 0 ? "  " : "").Append('█', bar).AppendLine();
        }
    }

    private static List<Tally> DiskUse(string home) =>
        [.. ((string[])["sessions", "archive", "trash", "blobs", "salvage"]).Select(name => new Tally(name, BytesOf(Path.Combine(home, name)))),
            new Tally("index", Directory.EnumerateFiles(home, SqliteSessionIndex.FileName + "*").Sum(path => new FileInfo(path).Length))];

    private static long BytesOf(string folder) => Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) : 0;

    private static string Number(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Plural(long count, string one, string? many = null) => $"{Number(count)} {(count == 1 ? one : many ?? one + "s")}";

    private static string Bytes(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1024L * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024 / 1024:0.0} GiB"),
    };
}
