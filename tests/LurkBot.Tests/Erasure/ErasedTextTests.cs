using System.Text;
using System.Text.Json;
using CsCheck;
using LurkBot.Erasure;

namespace LurkBot.Tests.Erasure;

public sealed class ErasedTextTests
{
    private static readonly Gen<string> Words = Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz \n\"\\é你😀0123456789"], 40, 400].Where(text => text.Trim().Length > 0);

    [Fact]
    public void OccursIn_AnyPieceAnywhere_IsFoundAsItIsAndAsJson() =>
        Gen.Select(Words, Gen.Int[0, 1000], Gen.Int[32, 400], Gen.Byte.Array[0, 200], Gen.Byte.Array[0, 200]).Sample((text, from, length, before, after) =>
        {
            var erased = new ErasedText();
            erased.Add(text);
            foreach (var form in (byte[][])[Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(JsonSerializer.Serialize(text, Relaxed)[1..^1])])
            {
                var start = from % form.Length;
                var piece = form.AsSpan(start, Math.Min(length, form.Length - start));
                if (piece.Length < ErasedText.Piece || piece.ToArray().Distinct().Count() < 12)
                    continue;
                byte[] file = [.. before, .. piece, .. after];
                Assert.True(erased.OccursIn(file));
                using var stream = new MemoryStream(file);
                Assert.True(erased.OccursIn(stream));
            }
        });

    [Fact]
    public void OccursIn_OtherText_IsNotFound() => Gen.Select(Words, Gen.String[Gen.Char['A', 'Z'], 0, 1000]).Sample((text, other) =>
    {
        var erased = new ErasedText();
        erased.Add(text);
        Assert.False(erased.OccursIn(other));
        Assert.False(erased.OccursIn(text[..Math.Min(text.Length, 4)]));
    });

    [Fact]
    public void OccursIn_PieceAcrossTheReadsOfALargeStream_IsFound()
    {
        const string Secret = "the garage code of my uncle is 4711-0815";
        var erased = new ErasedText();
        erased.Add(Secret);
        for (var at = (1 << 20) - 45; at < (1 << 20) + 5; at++)
        {
            var bytes = new byte[2 << 20];
            Encoding.UTF8.GetBytes(Secret).CopyTo(bytes, at);
            using var stream = new MemoryStream(bytes);
            Assert.True(erased.OccursIn(stream));
        }
    }

    [Fact]
    public void Add_FewLettersOrEscapedOrManyAlike_AreAllFound()
    {
        var erased = new ErasedText();
        var sequence = string.Concat(Enumerable.Range(0, 20).Select(i => "ACGT"[i * 7 % 4].ToString() + "GATTACA"[i % 7]));
        erased.Add(sequence);
        erased.Add("我的车库密码是四七一一零八一五");
        for (var i = 0; i < 200; i++)
            erased.Add($"password {i:000} is {i * 7919}");
        Assert.True(erased.OccursIn("he said " + sequence));
        Assert.True(erased.OccursIn(Encoding.ASCII.GetBytes(JsonSerializer.Serialize("我的车库密码是四七一一零八一五").Replace("\\u", "\\u", StringComparison.Ordinal).ToLowerInvariant())));
        for (var i = 0; i < 200; i++)
            Assert.True(erased.OccursIn($"x password {i:000} is {i * 7919} y"));
    }

    [Fact]
    public void Add_ShortTexts_AreLookedForWholeOrCounted()
    {
        var erased = new ErasedText();
        erased.Add("4711");
        erased.Add("4711-0815");
        Assert.Equal(1, erased.TooShort);
        Assert.True(erased.OccursIn("code: 4711-0815."));
        Assert.False(erased.OccursIn("code: 4711-081"));
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
