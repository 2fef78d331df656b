using CsCheck;
using LurkBot.Channels;
using Guild = LurkBot.Channels.Wire.DiscordGuild;
using Overwrite = LurkBot.Channels.Wire.DiscordOverwrite;
using Role = LurkBot.Channels.Wire.DiscordRole;

namespace LurkBot.Tests.Channels;

/// <summary>What a member may do in a channel, by the rules of Discord's documentation (https://discord.com/developers/docs/topics/permissions).</summary>
public sealed class DiscordPermissionsTests
{
    private const ulong Everyone = 1, First = 2, Second = 3, Foreign = 4, Bot = 9, Other = 8;
    private const ulong View = 1UL << 10, Send = 1UL << 11, Attach = 1UL << 15, Admin = 1UL << 3, All = View | Send | Attach;

    /// <summary>What everyone may, and the bot's first role, the channel's overwrites as «who allows denies», and what is left.</summary>
    public static TheoryData<ulong, ulong, string, ulong> Cases => new()
    {
        { All, 0, "", All },
        { View, Send, "", View | Send },
        { 0, Send, "", 0 },
        { All, 0, $"{Everyone} 0 {Send}", View | Attach },
        { All, 0, $"{Everyone} 0 {View}", 0 },
        { View, 0, $"{Everyone} {Send} 0", View | Send },
        { All, 0, $"{Everyone} 0 {View}, {First} {View} 0", All },
        // Among roles what is allowed prevails, in whatever order they stand.
        { All, 0, $"{First} 0 {Send}, {Second} {Send} 0", All },
        { All, 0, $"{Second} {Send} 0, {First} 0 {Send}", All },
        { All, 0, $"{Foreign} 0 {All}", All },
        { All, 0, $"{First} {Send} 0, {Bot} 0 {Send}", View | Attach },
        { All, 0, $"{First} 0 {All}, {Bot} {View} 0", View },
        { All, 0, $"{Other} 0 {All}", All },
        { 0, Admin, $"{Everyone} 0 {All}, {First} 0 {All}, {Bot} 0 {All}", All },
        // A channel cannot make an administrator.
        { View, 0, $"{First} {Admin} {View}, {Bot} {View} 0", View },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void In_AChannel_FollowsTheDocumentation(ulong everyone, ulong first, string overwrites, ulong left)
    {
        var granted = DiscordPermissions.In(GuildOf(everyone, first, 0), new(Bot), [new(First), new(Second)], [.. overwrites.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Parse)]);
        Assert.Equal(left, (ulong)granted & All);
    }

    [Fact]
    public void In_EachChannel_IsWhatEachBitSaysByItself() => Gen.Select(Gen.ULong, Gen.ULong, Gen.ULong, Gen.Select(Gen.Int[1, 9], Gen.ULong, Gen.ULong).Array[0, 8], Gen.Bool).Sample(
        (everyone, first, second, drawn, mayAll) =>
        {
            // At most one overwrite for each; whether one is meant for a role or a member goes with its id.
            var overwrites = drawn.DistinctBy(one => one.Item1).Select(one => new Overwrite(new((ulong)one.Item1), one.Item1 >= 8 ? 1 : 0, $"{one.Item2}", $"{one.Item3}")).ToList();
            var keep = mayAll ? ulong.MaxValue : ~Admin;
            var guild = GuildOf(everyone & keep, first & keep, second & keep);
            var granted = (ulong)DiscordPermissions.In(guild, new(Bot), [new(First), new(Second)], overwrites);
            var whole = (everyone | first | second) & keep;
            ulong Left(int bit)
            {
                var mask = 1UL << bit;
                bool Has(Func<Overwrite, bool> which, Func<Overwrite, string?> set) => overwrites.Exists(one => which(one) && (ulong.Parse(set(one)!, System.Globalization.CultureInfo.InvariantCulture) & mask) != 0);
                foreach (var which in (Func<Overwrite, bool>[])[one => one.Id.Value == Bot, one => one.Id.Value is First or Second, one => one.Id.Value == Everyone])
                {
                    if (Has(which, one => one.Allow))
                        return mask;
                    if (Has(which, one => one.Deny))
                        return 0;
                }

                return whole & mask;
            }

            var expected = (whole & Admin) != 0 ? ulong.MaxValue : Enumerable.Range(0, 64).Aggregate(0UL, (sum, bit) => sum | Left(bit));
            Assert.Equal((expected & View) == 0 ? 0 : expected, granted);
            var silenced = (ulong)DiscordPermissions.In(guild, new(Bot), [new(First), new(Second)], overwrites, isTimedOut: true);
            Assert.Equal((whole & Admin) != 0 ? ulong.MaxValue : granted & (View | (1UL << 16)), silenced);
        },
        iter: 2000);

    [Fact]
    public void Base_OfTheOwner_IsEverything() =>
        Assert.Equal(ulong.MaxValue, (ulong)DiscordPermissions.In(GuildOf(0, 0, 0) with { OwnerId = new(Bot) }, new(Bot), [], [new Overwrite(new(Everyone), 0, "0", $"{All}")]));

    [Theory]
    [InlineData(0, "View Channel, Send Messages, Send Messages in Threads, Read Message History, Attach Files, Add Reactions")]
    [InlineData(5, "View Channel, Send Messages, Send Messages in Threads, Read Message History, Attach Files, Add Reactions")]
    [InlineData(11, "View Channel, Send Messages in Threads, Read Message History, Attach Files, Add Reactions")]
    [InlineData(15, "View Channel, Send Messages in Threads, Read Message History, Attach Files, Add Reactions")]
    public void NeededIn_EachKind_IsNamedAsDiscordNamesIt(int type, string names) => Assert.Equal(names, string.Join(", ", DiscordPermissions.NamesOf(DiscordPermissions.NeededIn(type))));

    private static Guild GuildOf(ulong everyone, ulong first, ulong second) =>
        new(new(Everyone), false, "Club", new(Other), [new Role(new(Everyone), "@everyone", $"{everyone}", null), new Role(new(First), "first", $"{first}", null), new Role(new(Second), "second", $"{second}", null), new Role(new(Foreign), "foreign", $"{ulong.MaxValue}", null)], null, null);

    private static Overwrite Parse(string text) => text.Split(' ') is [var id, var allow, var deny]
        ? new Overwrite(new(ulong.Parse(id, System.Globalization.CultureInfo.InvariantCulture)), id is "8" or "9" ? 1 : 0, allow, deny)
        : throw new FormatException(text);
}
