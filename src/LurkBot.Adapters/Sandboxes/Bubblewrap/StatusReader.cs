using System.Globalization;
using System.Text;

namespace LurkBot.Sandboxes;

/// <summary>Reads what bubblewrap says of itself (<c>--json-status-fd</c>): one JSON object on the sandbox's start, one on its end.</summary>
internal sealed class StatusReader
{
    private readonly StringBuilder text = new();

    /// <summary>The sandbox's first process, as this machine numbers it; null until it is there.</summary>
    public int? FirstProcess => Number("\"child-pid\":");

    /// <summary>How the command ended; null while it runs, and when it was never started.</summary>
    public int? ExitCode => Number("\"exit-code\":");

    public void Add(ReadOnlySpan<byte> bytes) => text.Append(Encoding.ASCII.GetString(bytes));

    private int? Number(string name)
    {
        var all = text.ToString();
        var start = all.IndexOf(name, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var digits = all.AsSpan(start + name.Length).TrimStart();
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        // Without what follows them, more digits may be on the way.
        return end > 0 ? int.Parse(digits[..end], CultureInfo.InvariantCulture) : null;
    }
}
