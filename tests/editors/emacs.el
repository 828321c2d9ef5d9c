;;; emacs.el --- what eglot shows of the language server, headless  -*- lexical-binding: t -*-

;; Opens a file of a workspace, waits for its diagnostics, types the trouble away and back again, and leaves.  What it saw
;; goes to a file, as JSON.
;;
;; RECIPE   the configuration as `docs/editors.md' has it
;; SEEN     the file to write

(require 'package)
(package-initialize)
(require 'eglot)
(require 'flymake)
(require 'json)
(require 'project)
(unless (require 'rust-mode nil t)
  (define-derived-mode rust-mode prog-mode "Rust")
  (add-to-list 'auto-mode-alist '("\\.rs\\'" . rust-mode)))

(defvar seen (list (cons 'version emacs-version)))

(defun finish ()
  (with-temp-file (getenv "SEEN") (insert (json-encode (reverse seen))))
  (kill-emacs 0))

(defun told (diagnostic)
  (save-excursion
    (goto-char (flymake-diagnostic-beg diagnostic))
    (list (cons 'line (1- (line-number-at-pos)))
          (cons 'column (- (point) (line-beginning-position)))
          (cons 'message (flymake-diagnostic-text diagnostic)))))

(defun wait-until (step expected)
  "Note what is shown under the name STEP once EXPECTED holds for it."
  (let ((end (+ (float-time) 60)) now)
    (while (progn
             (setq now (flymake-diagnostics))
             (and (not (funcall expected now)) (< (float-time) end)))
      (accept-process-output nil 0.05))
    (push (cons (if (funcall expected now) step 'silent) (vconcat (mapcar #'told now))) seen)
    (unless (funcall expected now) (finish))))

;; What came before the last text was told may still be shown, so the place is a part of what is waited for.
(defun has (line column)
  (lambda (now)
    (seq-some (lambda (each)
                (and (= line (alist-get 'line each))
                     (= column (alist-get 'column each))
                     (string-match-p "billing::tables::Row" (alist-get 'message each))))
              (mapcar #'told now))))

(load (getenv "RECIPE") nil t)
(find-file "crates/web/src/lib.rs")
(apply #'eglot (eglot--guess-contact))
(wait-until 'opened (has 2 21))
(let ((text (buffer-string)))
  (erase-buffer)
  (eglot--signal-textDocument/didChange)
  (wait-until 'emptied #'null)
  (insert "// größe 👍\n" text)
  (eglot--signal-textDocument/didChange)
  (wait-until 'typed (has 3 21)))
(set-buffer-modified-p nil)
(eglot-shutdown (eglot-current-server))
(finish)
;;; emacs.el ends here
