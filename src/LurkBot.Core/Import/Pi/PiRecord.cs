using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>What is kept of one line of a transcript of pi or OpenClaw.</summary>
/// <param name="Id">Its id; null in the oldest version.</param>
/// <param name="Parent">The record before it.</param>
/// <param name="At">When it was written.</param>
/// <param name="Entry">What it becomes; null for a record that is only a link between others.</param>
/// <param name="IsError">For a tool's result: whether it failed.</param>
/// <param name="Files">For a tool's result: files that it brought.</param>
internal sealed record PiRecord(string? Id, string? Parent, DateTimeOffset? At, Entry? Entry, bool IsError, IReadOnlyList<Attachment> Files);
