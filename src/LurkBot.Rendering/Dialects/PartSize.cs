using System.Runtime.InteropServices;

namespace LurkBot.Rendering;

/// <summary>The size of a text by everything that a platform limits. Sizes add up.</summary>
/// <param name="Text">What is seen.</param>
/// <param name="Plain">The plain form, with the addresses of links.</param>
/// <param name="Markup">The rendered form.</param>
/// <param name="Entities">Formatted ranges.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PartSize(int Text, int Plain, int Markup, int Entities)
{
    public static PartSize operator +(PartSize left, PartSize right) =>
        new(left.Text + right.Text, left.Plain + right.Plain, left.Markup + right.Markup, left.Entities + right.Entities);

    public static PartSize operator -(PartSize left, PartSize right) =>
        new(left.Text - right.Text, left.Plain - right.Plain, left.Markup - right.Markup, left.Entities - right.Entities);

    /// <summary>Whether nothing exceeds a limit.</summary>
    public bool Fits(PartSize limit) => Text <= limit.Text && Plain <= limit.Plain && Markup <= limit.Markup && Entities <= limit.Entities;

    /// <summary>Whether a quarter of everything is left.</summary>
    public bool LeavesRoom(PartSize limit) => new PartSize(Text / 3 * 4, Plain / 3 * 4, Markup / 3 * 4, Entities / 3 * 4).Fits(limit);
}
